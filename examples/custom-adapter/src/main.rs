//! A poem service beside a Flask app: the same cookie, the same users.
//!
//! ```text
//! SECRET_KEY=… cargo run -p example-custom-adapter
//! ```

use handstamp::prelude::*;
use std::error::Error;

use example_custom_adapter::{MaybeUser, Session, User, attach, require};
use poem::listener::TcpListener;
use poem::{Route, Server, handler};

#[handler]
async fn home(MaybeUser(user): MaybeUser) -> String {
    match user {
        Some(user) => format!("Rust greets {}.\n", user.id()),
        None => "Rust greets you, whoever you are.\n".to_owned(),
    }
}

#[handler]
async fn me(User(user): User) -> String {
    format!("{}\n", user.id())
}

#[handler]
async fn keys(Session(session): Session) -> String {
    session.with(|session| format!("Your session has {} keys.\n", session.iter().len()))
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let login = SessionLogin::flask(keys_from_env()?).build()?;
    let auth = Auth::builder(login).login_url("/login")?.build();

    let app = attach(
        &auth,
        Route::new()
            .at("/", home)
            .at("/me", me)
            .at("/session", keys)
            .at("/settings", require(&auth, fresh(), me)),
    );

    let address = std::env::var("ADDR").unwrap_or_else(|_| "127.0.0.1:8004".to_owned());
    Server::new(TcpListener::bind(address)).run(app).await?;
    Ok(())
}
