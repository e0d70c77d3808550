//! The right adapter with one change.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use handstamp_conformance::{Auths, Harness, Request, Response};

use super::reference::Reference;
use super::reference::bug::Bug;

/// One change to a right adapter: to what it sees, to what it answers, or to how it is put together.
#[derive(Clone, Copy)]
pub(crate) enum Change {
    Request(fn(&mut Request)),
    Response(fn(&Request, &mut Response)),
    Auths(fn(&mut Auths)),
    /// A mistake of the adapter's own.
    Made(Bug),
    /// Takes the request that came last for its own.
    Mixed,
    /// Asks for everything twice.
    Twice,
    /// Keeps the requests of clients that have gone.
    Leaks,
}

thread_local! {
    static CHANGE: Cell<Option<Change>> = const { Cell::new(None) };
    static LATEST: RefCell<Option<Request>> = const { RefCell::new(None) };
    static LEAKED: RefCell<Vec<Handling>> = const { RefCell::new(Vec::new()) };
}

type Handling = Pin<Box<dyn Future<Output = Response>>>;

/// Makes this change from now on.
pub(crate) fn set(change: Option<Change>) {
    CHANGE.set(change);
    Bug::set(match change {
        Some(Change::Made(bug)) => Some(bug),
        _ => None,
    });
}

/// The right adapter with the change that is set.
pub(crate) struct Broken(Rc<Reference>);

impl Harness for Broken {
    fn mount(mut auths: Auths) -> Self {
        if let Some(Change::Auths(change)) = CHANGE.get() {
            change(&mut auths);
        }
        Self(Rc::new(Reference::mount(auths)))
    }

    async fn send(&self, mut request: Request) -> Response {
        match CHANGE.get() {
            Some(Change::Request(change)) => change(&mut request),
            Some(Change::Mixed) => {
                LATEST.replace(Some(request.clone()));
                let mut first = true;
                poll_fn(|cx| {
                    cx.waker().wake_by_ref();
                    if std::mem::take(&mut first) { Poll::Pending } else { Poll::Ready(()) }
                })
                .await;
                request = LATEST.with_borrow(|latest| latest.clone().unwrap());
            }
            Some(Change::Twice) => drop(self.0.send(request.clone()).await),
            _ => {}
        }
        let (app, sent) = (Rc::clone(&self.0), request.clone());
        let mut response = Handled(Some(Box::pin(async move { app.send(sent).await }))).await;
        if let Some(Change::Response(change)) = CHANGE.get() {
            change(&request, &mut response);
        }
        response
    }

    fn block_on<F: Future>(&self, future: F) -> F::Output {
        self.0.block_on(future)
    }
}

/// A request that is handled until its client goes, or for ever.
struct Handled(Option<Handling>);

impl Future for Handled {
    type Output = Response;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Response> {
        let polled = self.0.as_mut().unwrap().as_mut().poll(cx);
        if polled.is_ready() {
            self.0 = None;
        }
        polled
    }
}

impl Drop for Handled {
    fn drop(&mut self) {
        if let (Some(handling), Some(Change::Leaks)) = (self.0.take(), CHANGE.get()) {
            LEAKED.with_borrow_mut(|leaked| leaked.push(handling));
        }
    }
}
