pub(crate) mod denial;
pub(crate) mod policies;
