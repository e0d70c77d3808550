//! A wait for nothing but one's turn.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

/// Lets others go first, this many times.
pub(crate) struct Yield(pub(crate) u8);

impl Future for Yield {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        match self.0.checked_sub(1) {
            None => Poll::Ready(()),
            Some(left) => {
                self.0 = left;
                cx.waker().wake_by_ref();
                Poll::Pending
            }
        }
    }
}
