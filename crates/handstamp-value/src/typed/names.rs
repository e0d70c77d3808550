// Names of newtype structs by which this crate's types know each other. To any other format they are what they
// hold.
pub(crate) const VALUE: &str = "$handstamp_value::Value";
pub(crate) const TEXT: &str = "$handstamp_value::Text";
pub(crate) const INT: &str = "$handstamp_value::Int";
pub(crate) const UUID: &str = "$handstamp_value::Uuid";
pub(crate) const DATE_TIME: &str = "$handstamp_value::DateTime";
pub(crate) const MARKUP: &str = "$handstamp_value::Markup";

/// Whether a type of this crate asks that wants more than plain JSON can say.
pub(crate) fn is_own_name(name: &str) -> bool {
    matches!(name, VALUE | INT)
}
