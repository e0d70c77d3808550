use handstamp_authorizer::Reply;

use crate::csrf_token::CsrfTokenError;
use crate::handle_error::{Closed, GetError, InsertError, LoginError};

macro_rules! internal_error {
    ($($error:ident),*) => {$(
        /// A 500, so that a handler may use `?`. The log says what it is.
        impl From<$error> for Reply {
            fn from(error: $error) -> Self {
                let error: &dyn std::error::Error = &error;
                tracing::error!(name: "session.error", error, "a handler could not use the session");
                Self::detail(500, "Internal server error")
            }
        }
    )*};
}

internal_error!(Closed, GetError, InsertError, LoginError, CsrfTokenError);
