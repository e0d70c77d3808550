//! Rules as types, for extractors.

/// Declares rules as types, for `Require<Admin>` in a handler's arguments.
///
/// A rule about any user type that is a [`Subject`](crate::Subject), or about one type:
///
/// ```
/// use handstamp_authorizer::rules::{Combine, fresh, role, when};
/// use handstamp_authorizer::rules;
/// # pub struct Account { paid: bool }
///
/// rules! {
///     /// Administrators.
///     pub Admin = role("Administrator");
///     FreshAdmin = role("Administrator").and(fresh());
///     Paying<Account> = when(|account: &Account| account.paid);
/// }
/// ```
#[macro_export]
macro_rules! rules {
    () => {};
    ($(#[$doc:meta])* $public:vis $name:ident = $rule:expr; $($rest:tt)*) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
        $public struct $name;

        impl<U: $crate::Subject> $crate::rules::Rule<U> for $name {
            fn check(
                &self,
                who: Option<$crate::Who<'_, U>>,
                request: &dyn $crate::RequestView,
            ) -> $crate::MaybeFuture<$crate::rules::Verdict> {
                $crate::rules::Rule::<U>::check(&$rule, who, request)
            }
        }

        impl $crate::rules::Combine for $name {}
        $crate::rules! { $($rest)* }
    };
    ($(#[$doc:meta])* $public:vis $name:ident<$user:ty> = $rule:expr; $($rest:tt)*) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
        $public struct $name;

        impl $crate::rules::Rule<$user> for $name {
            fn check(
                &self,
                who: Option<$crate::Who<'_, $user>>,
                request: &dyn $crate::RequestView,
            ) -> $crate::MaybeFuture<$crate::rules::Verdict> {
                $crate::rules::Rule::<$user>::check(&$rule, who, request)
            }
        }

        impl $crate::rules::Combine for $name {}
        $crate::rules! { $($rest)* }
    };
    ($(#[$doc:meta])* $public:vis $name:ident = $rule:expr) => {
        $crate::rules! { $(#[$doc])* $public $name = $rule; }
    };
    ($(#[$doc:meta])* $public:vis $name:ident<$user:ty> = $rule:expr) => {
        $crate::rules! { $(#[$doc])* $public $name<$user> = $rule; }
    };
}
