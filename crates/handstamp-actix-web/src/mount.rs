//! Routes that come with a login, mounted.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use actix_web::body::{BodySize, MessageBody};
use actix_web::http::Method;
use actix_web::http::header::CONTENT_LENGTH;
use actix_web::{HttpRequest, HttpResponse, web};
use handstamp_authorizer::endpoint::{self, Endpoint, ReadBody, answer};

use crate::rejection::response;
use crate::view::RequestRef;

/// The routes of an [`Endpoint`], such as a login form and a logout. They go below
/// [`attach`](crate::AuthExt::attach), like any other routes:
///
/// ```
/// # use actix_web::App;
/// # use handstamp_actix_web::{Auth, AuthExt, mount};
/// # use handstamp_authorizer::endpoint::Endpoint;
/// # fn app(auth: Auth, login_page: impl Endpoint) {
/// let login_page = mount(login_page); // once; a clone for each worker
/// let app = move || auth.attach(App::new().configure(login_page.clone()));
/// # }
/// ```
pub fn mount(endpoint: impl Endpoint) -> impl FnOnce(&mut web::ServiceConfig) + Clone {
    let endpoint = Arc::new(endpoint);
    move |app| {
        for path in endpoint.paths() {
            let (endpoint, at) = (Arc::clone(&endpoint), Arc::<str>::from(&*path));
            let serve =
                move |request, body| serve(Arc::clone(&endpoint), Arc::clone(&at), request, body);
            app.service(web::resource(&*path).to(serve));
        }
    }
}

async fn serve(
    endpoint: Arc<impl Endpoint>,
    path: Arc<str>,
    request: HttpRequest,
    body: web::Payload,
) -> HttpResponse {
    let body = if endpoint.methods(&path).contains(&request.method().as_str()) {
        read(&request, body, endpoint.body_limit()).await
    } else {
        ReadBody::Whole(endpoint::Body::default())
    };
    let reply = answer(&*endpoint, &path, &RequestRef::new(&request), body);
    let mut response = response(reply.await);
    if request.method() != Method::HEAD {
        return response;
    }
    response.head_mut().no_chunking(true);
    response.set_body(OfHead).map_into_boxed_body()
}

async fn read(request: &HttpRequest, body: web::Payload, limit: usize) -> ReadBody {
    let announced = request.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    if announced.and_then(|length| length.parse().ok()).is_some_and(|length: usize| length > limit)
    {
        return ReadBody::TooLong;
    }
    match body.to_bytes_limited(limit).await {
        Ok(Ok(read)) => ReadBody::Whole(endpoint::Body::new(read)),
        Ok(Err(_)) => ReadBody::Broken,
        Err(_) => ReadBody::TooLong,
    }
}

/// The body of a response to HEAD: none, and of no known length. actix-web would write a
/// `content-length: 0` otherwise, which is not the length of the answer to GET.
struct OfHead;

impl MessageBody for OfHead {
    type Error = Infallible;

    fn size(&self) -> BodySize {
        BodySize::Stream
    }

    fn poll_next(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<web::Bytes, Infallible>>> {
        Poll::Ready(None)
    }
}
