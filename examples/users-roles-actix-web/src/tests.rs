//! The app, without a socket.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::time::SystemTime;

use actix_web::App;
use actix_web::http::header::{self, HeaderMap};
use actix_web::test::{TestRequest, call_service, init_service, read_body};
use handstamp::actix_web::AuthExt as _;
use handstamp::prelude::*;
use handstamp::users::Account;
use handstamp::users::login::LoginPages;
use handstamp::users::password::{Password, PasswordPolicy, Passwords};
use handstamp::users::sql::{Layout, SqlUsers};
use handstamp::users::store::{NewAccount, UserStore};

use crate::{accounts, routes};

const KEY: &str = "2f1d9a0c5be74386a1d0f7c2e9b85d34";

struct Site {
    auth: Auth<Account>,
    pages: LoginPages,
    users: SqlUsers,
    _folder: tempfile::TempDir,
}

/// With `admin`, who is an administrator, and `vera`, who may view. Their passwords are their names.
async fn site() -> Site {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:///{}/users.db", folder.path().display());
    let users = SqlUsers::builder(&url).layout(Layout::zopyx()).build().await.unwrap();
    let policy = PasswordPolicy::bcrypt(10).unwrap();
    let passwords = Passwords::builder().policy(policy).build();
    for (name, role) in [("admin", "Administrator"), ("vera", "Viewer")] {
        let hash = passwords.hash(Password::new(name)).await.unwrap();
        let new = NewAccount::new(name).with_password(hash).with_roles([role]);
        let added = users.add(&new, SystemTime::now()).await.unwrap();
        assert_eq!(added.name(), name);
    }
    let (auth, pages) = accounts::open(&url, SecretKey::new(KEY).unwrap()).await.unwrap();
    Site { auth, pages, users, _folder: folder }
}

impl Site {
    async fn send(
        &self,
        method: &str,
        path: &str,
        cookie: &str,
        body: &str,
    ) -> (u16, HeaderMap, String) {
        let app = self.auth.attach(App::new().configure(routes(self.pages.clone())));
        let app = init_service(app).await;
        let request = TestRequest::with_uri(path)
            .method(method.parse().unwrap())
            .insert_header((header::HOST, "app.example"))
            .insert_header((header::ORIGIN, "http://app.example"))
            .insert_header((header::COOKIE, cookie))
            .insert_header((header::ACCEPT, "text/html"))
            .insert_header((header::CONTENT_TYPE, "application/x-www-form-urlencoded"))
            .set_payload(body.to_owned());
        let response = call_service(&app, request.to_request()).await;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = read_body(response).await;
        (status, headers, String::from_utf8(body.to_vec()).unwrap())
    }

    async fn get(&self, path: &str, cookie: &str) -> u16 {
        self.send("GET", path, cookie, "").await.0
    }

    /// The session cookie of a login.
    async fn log_in(&self, name: &str) -> String {
        let body = format!("username={name}&password={name}");
        let (status, headers, page) = self.send("POST", "/auth/login", "", &body).await;
        assert_eq!(status, 303, "{page}");
        let mut lines = headers.get_all(header::SET_COOKIE).map(|line| line.to_str().unwrap());
        let line = lines.find(|line| line.starts_with("session=")).unwrap();
        line.split(';').next().unwrap().to_owned()
    }
}

#[actix_web::test]
async fn who_may_see_which_page() {
    let site = site().await;
    let (admin, vera) = (site.log_in("admin").await, site.log_in("vera").await);
    for (path, of_admin, of_vera) in
        [("/", 200, 200), ("/admin", 200, 403), ("/admin2", 200, 200), ("/admin3", 200, 403)]
    {
        assert_eq!(site.get(path, &admin).await, of_admin, "{path}");
        assert_eq!(site.get(path, &vera).await, of_vera, "{path}");
    }
    for (path, status) in [("/", 200), ("/admin", 303), ("/admin2", 303), ("/admin3", 303)] {
        assert_eq!(site.get(path, "").await, status, "{path}");
    }
    let (_, headers, page) = site.send("GET", "/", &vera, "").await;
    assert!(page.contains("Hello, vera") && page.contains("<dd>view</dd>"), "{page}");
    assert_eq!(headers.get(header::CACHE_CONTROL).unwrap(), "no-store");
    let (_, _, denied) = site.send("GET", "/admin", &vera, "").await;
    assert!(!denied.contains("Administrator"), "no role is named: {denied}");
}

#[actix_web::test]
async fn a_wrong_password_and_a_logout() {
    let site = site().await;
    let wrong = site.send("POST", "/auth/login", "", "username=admin&password=x").await;
    assert_eq!(wrong.0, 401);
    assert!(!wrong.1.contains_key(header::SET_COOKIE) && wrong.2.contains("role=\"alert\""));
    let admin = site.log_in("admin").await;
    let (status, headers, _) = site.send("POST", "/auth/logout", &admin, "").await;
    assert_eq!(status, 303);
    assert!(headers.contains_key(header::SET_COOKIE));
    assert_eq!(site.get("/admin", &admin).await, 303, "a copy of the cookie is over as well");
}

/// What changes in the table is seen without a new login, and what ends logins at once.
#[actix_web::test]
async fn a_change_in_the_table() {
    let site = site().await;
    let (first, second) = (site.log_in("vera").await, site.log_in("vera").await);
    let (status, ..) = site.send("POST", "/auth/logout-everywhere", &first, "").await;
    assert_eq!(status, 303);
    assert_eq!((site.get("/admin2", &first).await, site.get("/admin2", &second).await), (303, 303));
    let again = site.log_in("vera").await;
    assert_eq!(site.get("/admin2", &again).await, 200);
    site.users.set_disabled("vera", true, SystemTime::now()).await.unwrap();
    assert_eq!(site.get("/admin2", &again).await, 303);
}
