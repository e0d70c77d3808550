use std::fmt;
use std::sync::Arc;

use handstamp_session::{Codec, IdCodec, Store};

/// Where sessions live: in the cookie itself, or in a store.
#[derive(Clone)]
#[non_exhaustive]
pub enum Place {
    /// In the cookie, signed.
    Cookie(Arc<dyn Codec>),
    /// In a store. The cookie has the session's id.
    Store {
        /// How the cookie has the id.
        ids: Arc<dyn IdCodec>,
        /// The store.
        store: Arc<dyn Store>,
    },
}

impl Place {
    /// In the cookie, by this codec.
    pub fn cookie(codec: impl Codec) -> Self {
        Self::Cookie(Arc::new(codec))
    }

    /// In this store, by ids as this codec has them.
    pub fn store(ids: impl IdCodec, store: impl Store) -> Self {
        Self::Store { ids: Arc::new(ids), store: Arc::new(store) }
    }
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Cookie(_) => "Cookie",
            Self::Store { .. } => "Store",
        })
    }
}
