pub(crate) mod combine;
pub(crate) mod rule;
pub(crate) mod standard;
