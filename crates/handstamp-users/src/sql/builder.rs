use std::sync::Arc;
use std::time::Duration;

use super::connect_error::ConnectError;
use super::error::SqlError;
use super::inner::Inner;
use super::layout::{Kind, Layout};
use super::pool::Pool;
use super::pool_settings::PoolSettings;
use super::schema;
use super::shape::Shape;
use super::url::Place;
use super::users::SqlUsers;
use crate::store::LONGEST_LOGIN;

/// How a table of users is opened.
#[derive(Clone)]
#[must_use]
pub struct SqlUsersBuilder {
    url: String,
    layout: Layout,
    connections: u32,
    limit: Duration,
    longest_login: Duration,
}

impl SqlUsers {
    /// Opens handstamp's own tables at this URL, and makes them where they are missing. It needs a tokio runtime with its timer.
    ///
    /// # Errors
    /// [`ConnectError`].
    pub async fn connect(url: impl Into<String>) -> Result<Self, ConnectError> {
        Self::builder(url).build().await
    }

    /// Opens a table in another layout, or with other limits.
    pub fn builder(url: impl Into<String>) -> SqlUsersBuilder {
        SqlUsersBuilder::new(url.into())
    }
}

impl SqlUsersBuilder {
    fn new(url: String) -> Self {
        Self {
            url,
            layout: Layout::own(),
            connections: 8,
            limit: Duration::from_secs(2),
            longest_login: LONGEST_LOGIN,
        }
    }

    /// Sets how the table is laid out. Default: [`Layout::own`].
    pub fn layout(mut self, layout: impl Into<Layout>) -> Self {
        self.layout = layout.into();
        self
    }

    /// Sets the most connections at once. Default: 8. At least 1.
    pub fn connections(mut self, most: u32) -> Self {
        self.connections = most.max(1);
        self
    }

    /// Sets how long one call may last, waiting for a connection and for locks included. Default: 2 seconds.
    pub fn limit(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    /// Sets how long a login lasts at most, whoever made it. For so long after a new password, disabling or deleting, a login that
    /// remembers neither the user's generation nor its own time is refused. Default: [`LONGEST_LOGIN`].
    pub fn longest_login(mut self, span: Duration) -> Self {
        self.longest_login = span;
        self
    }

    /// Connects, makes handstamp's tables where they are missing, and looks whether the table of users is as the layout says.
    /// It answers within twice the limit for one call.
    ///
    /// # Errors
    /// [`ConnectError`].
    pub async fn build(self) -> Result<SqlUsers, ConnectError> {
        let place = Place::parse(&self.url)?;
        let settings = PoolSettings {
            size: self.connections,
            limit: self.limit,
            is_own: matches!(self.layout.0, Kind::Own),
            creates: !matches!(self.layout.0, Kind::Mapped(_)),
        };
        let pool = Pool::open(place, settings)?;
        let mut shape = Shape::new(&self.layout, pool.dialect())?;
        let late = |_| ConnectError::Unavailable(SqlError::Late(self.limit).into());
        let made = schema::bring_up_to_date(&pool, &self.layout);
        tokio::time::timeout(self.limit, made).await.map_err(late)??;
        let looked_at = schema::look_at(&pool, &mut shape);
        let looked_at = tokio::time::timeout(self.limit, looked_at).await.map_err(late)?;
        looked_at.map_err(|error| match error {
            SqlError::Database { .. } => ConnectError::Layout(error.into()),
            other => ConnectError::Unavailable(other.into()),
        })?;
        let (limit, longest_login) = (self.limit, self.longest_login);
        Ok(SqlUsers(Arc::new(Inner { pool, shape, limit, longest_login })))
    }
}

/// The URL may have a password in it: it is not shown.
impl std::fmt::Debug for SqlUsersBuilder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SqlUsersBuilder")
            .field("layout", &self.layout)
            .field("connections", &self.connections)
            .field("limit", &self.limit)
            .finish_non_exhaustive()
    }
}
