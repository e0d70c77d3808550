//! The long texts of `--help`.

/// Below the help of commands that judge a cookie.
pub(crate) const STATUS: &str = "\
Exit status: 0 valid or done; 1 not valid or not verified; 2 wrong usage, or input or a key that cannot be read.";

/// Where keys come from, for commands that read them.
const KEYS: &str = "\
Secret keys are never arguments, because every process can see those. Without --key-file, --key-env and \
--key-prompt, they are read from the environment: SECRET_KEY, and SECRET_KEY_FALLBACKS for older ones. \
--fallbacks-env is used only with keys from the environment.

A key is bytes, used exactly as they are, with one exception: a line break at the end of a key file that is \
text (UTF-8) is not part of the key.";

const INSPECT: &str = "\
Exit status: 0 at least one cookie is signed, and every signed one is valid; 1 one is not valid, or was not \
verified because no key was given, or nothing is signed; 2 wrong usage, or input or a key that cannot be read.

Output of --json: {\"cookies\": [...]}. Each cookie has all of these fields:
  name                the cookie's name
  bytes               the length of its value
  kind                what it is, see below
  verdict             valid, not-valid, not-verified, not-signed
  payload             what it says, if the signature is as expected
  unverified_payload  what it says, if the signature was not verified
  signed_at           Unix seconds
  expires_at          Unix seconds
  signed_by           key, key_index, salt, key_derivation, digest
  algorithm           of a JWT
  diagnoses           a list of: code, fault, sentence, cure

A field that does not apply is null. In payloads, Flask's tags stand for types that JSON does not have.

Kinds: flask-session, starlette-session, flask-login-remember, flask-wtf-csrf, flask-security-auth-token, \
signed-session-id, quart-auth-token, datasette-actor, octoprint-csrf-token, starlette-admin-csrf-token, \
calibre-web-remember-token, signed-token, jwt, cleared, possible-session-id, unknown.

Examples:
  handstamp inspect 'session=eyJfdXNlcl9pZCI6IjQyIn0.aTvKAA.…'
  handstamp inspect --key-file key.txt < cookies.txt
  handstamp inspect --salt session=mine 'Cookie: theme=dark; session=…'";

const DECODE: &str = "\
Examples:
  handstamp session decode 'session=eyJfdXNlcl9pZCI6IjQyIn0.aTvKAA.…'
  handstamp session decode --starlette --key-file key.txt < cookie.txt";

const ENCODE: &str = "\
The first key signs. A weak one is refused without --allow-weak-key.

Examples:
  echo '{\"_user_id\": \"42\"}' | handstamp session encode
  handstamp session encode --starlette --key-file key.txt < session.json";

/// Below the long help of `completions`.
pub(crate) const COMPLETIONS: &str = "\
Examples:
  source <(handstamp completions bash)   # in ~/.bashrc
  source <(handstamp completions zsh)    # in ~/.zshrc, after compinit
  handstamp completions fish | source    # in ~/.config/fish/config.fish";

/// Below the long help of `man`.
pub(crate) const MAN: &str = "\
Examples:
  handstamp man | man -l -
  handstamp man --dir ~/.local/share/man/man1";

/// Below the long help of `inspect`.
pub(crate) fn inspect() -> String {
    format!("{KEYS}\n\n{INSPECT}")
}

/// Below the long help of `session decode`.
pub(crate) fn decode() -> String {
    format!("{KEYS}\n\n{STATUS}\n\n{DECODE}")
}

/// Below the long help of `session encode`.
pub(crate) fn encode() -> String {
    format!("{KEYS}\n\n{STATUS}\n\n{ENCODE}")
}
