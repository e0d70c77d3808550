//! The suite for adapters.

use crate::scenario::suite;

mod act;
mod answer;
mod app;
mod authenticators;
mod harness;
mod login_fakes;
mod message;
mod mounted;
mod routes;
mod setup;
mod signed;
mod suite_store;
mod yielding;

pub use act::act;
pub use harness::{Account, Admin, Auths, Harness, Write};
pub use message::{Request, Response};
pub use mounted::Mounted;
pub use routes::{ROUTES, Route, authentication, maybe_name, name};

suite! {
    /// Makes a test of every scenario for an adapter: `handstamp_conformance::adapter_suite!(MyHarness);`
    adapter_suite of Harness in adapter, with $;
    logins:
        valid_login anonymous compressed_cookie fallback_key expired_cookie forged_cookie bearer_token
        refused_bearer_is_401_invalid_token role_missing_is_403 insufficient_scope_is_403_with_challenge
        not_fresh_is_401 not_fresh_goes_to_login_again step_up_carries_max_age_and_goes_round_once
        broken_user_loader_is_503 authentication_is_shown;
    denials:
        navigation_is_redirected_with_303 post_and_fetch_are_not_redirected head_is_answered_as_get
        options_is_a_safe_method denials_are_not_stored missing_layer_is_500 missing_session_is_500;
    next:
        next_is_whole_under_nesting next_behind_a_proxy_that_strips_a_prefix next_believes_no_stranger
        next_of_a_whole_url_is_its_path hostile_next_stays_here;
    cross_origin:
        cross_origin_post_is_refused same_origin_post_passes bearer_post_passes_from_anywhere
        cross_origin_post_of_a_visitor origin_is_held_against_the_authority origin_behind_a_proxy
        cross_origin_post_with_a_session_is_refused body_reaches_the_handler;
    cookies:
        first_of_two_cookies_counts two_cookie_headers neighbour_that_is_not_ascii large_cookie;
    effects:
        effects_of_an_allowed_request effects_of_a_denied_request effects_of_an_optional_request
        open_route_says_nothing set_cookie_is_private header_credential_varies
        header_lines_of_the_handler_are_kept
        replaced_response_loses_its_own_cookie_and_content_type;
    asking:
        three_extractors_ask_once three_extractors_ask_once_while_under_way open_route_asks_no_authenticator
        inner_auth_is_stricter two_user_types a_hundred_at_once every_route_is_mounted;
    several:
        header_precedes_cookie bad_bearer_beside_good_cookie_is_401 loser_has_no_effect
        nested_auths_judge_their_own two_logins_on_one_route;
    sessions:
        session_or_none session_or_401 user_id_or_none user_id_or_401 session_needs_no_user_loader
        session_of_a_bad_cookie_is_empty;
    written:
        written_session_is_sent written_session_is_read_back session_of_a_bad_cookie_is_written_anew
        removed_key_is_gone emptied_session_is_deleted attributes_are_those_of_the_settings
        flash_is_shown_once read_session_varies untouched_session_says_nothing
        two_writers_set_one_cookie oversized_session_is_500 oversized_refresh_is_left_out
        error_of_a_handler_is_saved late_change_is_refused sessions_of_two_requests_are_apart
        login_and_logout;
    stored:
        session_is_loaded_once failing_store_is_503 lost_change_is_503 lost_refresh_is_no_error
        client_that_goes_leaves_nothing login_renews_the_id unknown_id_is_not_adopted
        two_keys_two_writers logout_beats_a_late_save;
    endpoints:
        endpoint_get endpoint_post endpoint_logs_in endpoint_head endpoint_options endpoint_405
        endpoint_413 endpoint_below_nested endpoint_without_layer;
    login_pages:
        login_page_is_shown login_by_its_page wrong_password_is_401 throttled_login_is_429
        login_of_another_site_is_refused logout_by_its_page login_page_methods_and_limits;
}
