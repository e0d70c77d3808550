use handstamp_users::sql::{Layout, MappedTable, SqlUsers};

use super::args::{DatabaseArgs, LayoutName};
use super::error::UserError;

/// The variable that zopyx-fastapi-auth has for it.
const VARIABLE: &str = "AUTH_DB_URI";

/// Opens the tables.
pub(super) async fn open(args: &DatabaseArgs) -> Result<SqlUsers, UserError> {
    let variable = || std::env::var(VARIABLE).ok().filter(|url| !url.is_empty());
    let url = args.db_uri.clone().or_else(variable).ok_or(UserError::NoDatabase)?;
    Ok(SqlUsers::builder(url).layout(layout(args.layout)).build().await?)
}

fn layout(name: LayoutName) -> Layout {
    match name {
        LayoutName::Own => Layout::own(),
        LayoutName::Zopyx => Layout::zopyx(),
        LayoutName::FlaskAppbuilder => Layout::mapped(MappedTable::flask_appbuilder()),
        LayoutName::FlaskSecurity => Layout::mapped(MappedTable::flask_security()),
        LayoutName::FastapiUsers => Layout::mapped(MappedTable::fastapi_users()),
        LayoutName::Django => Layout::mapped(MappedTable::django()),
    }
}
