//! The long texts of `--help`.

/// Below the help of every command.
pub(crate) const STATUS: &str = "\
Exit status: 0 valid or done; 1 not valid or not verified; 2 wrong usage, or a file, stream or key that \
cannot be read.";

/// Below the long help of commands that read keys.
pub(crate) const KEYS: &str = "\
Secret keys are never arguments, because every process can see those. Without --key-file, --key-env and \
--key-prompt, they are read from the environment: SECRET_KEY, and SECRET_KEY_FALLBACKS for older ones. The \
first key signs, all verify. --fallbacks-env is used only with keys from the environment.

A key is bytes, used exactly as they are, with one exception: a line break at the end of a key file that is \
text (UTF-8) is not part of the key.

Exit status: 0 valid or done; 1 not valid or not verified; 2 wrong usage, or a file, stream or key that \
cannot be read.";

/// Below the long help of `inspect`.
pub(crate) const INSPECT: &str = "\
Secret keys are never arguments, because every process can see those. Without --key-file, --key-env and \
--key-prompt, they are read from the environment: SECRET_KEY, and SECRET_KEY_FALLBACKS for older ones. \
Every key is tried. --fallbacks-env is used only with keys from the environment.

A key is bytes, used exactly as they are, with one exception: a line break at the end of a key file that is \
text (UTF-8) is not part of the key.

Exit status: 0 at least one cookie is signed and every signed one is valid; 1 one is not valid, or was not \
verified because no key was given, or nothing is signed; 2 wrong usage, or input or a key that cannot be \
read.

Output of --json: {\"cookies\": [...]}, each with
  name                the cookie's name
  bytes               the length of its value
  kind                flask-session, starlette-session, flask-login-remember, flask-wtf-csrf,
                      flask-security-auth-token, signed-token, jwt, cleared, unknown
  verdict             valid, not-valid, not-verified, not-signed
  payload             what it says, if the signature is the expected one
  unverified_payload  what it says, if the signature was not verified
  signed_at           Unix seconds
  expires_at          Unix seconds
  signed_by           key, key_index, salt, key_derivation, digest
  algorithm           of a JWT
  diagnoses           a list of code, fault (true or false), sentence, cure
What does not apply is null. In payloads, Flask's tags stand for types that JSON does not have.";
