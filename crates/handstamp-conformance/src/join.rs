//! Several futures side by side, on whatever runtime drives this one.

use std::future::{Future, poll_fn};
use std::task::Poll;

/// Waits for all, in the order in which they were given.
pub(crate) async fn join<F: Future>(futures: impl IntoIterator<Item = F>) -> Vec<F::Output> {
    let mut all: Vec<_> = futures.into_iter().map(|future| (Box::pin(future), None)).collect();
    poll_fn(|cx| {
        let waiting = all.iter_mut().filter(|(_, done)| done.is_none());
        let pending = waiting.fold(0, |pending, (future, done)| {
            match future.as_mut().poll(cx) {
                Poll::Ready(output) => *done = Some(output),
                Poll::Pending => return pending + 1,
            }
            pending
        });
        if pending == 0 { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    all.into_iter().filter_map(|(_, done)| done).collect()
}
