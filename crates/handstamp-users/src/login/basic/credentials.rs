use base64::Engine as _;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use handstamp_authorizer::RequestView;
use zeroize::Zeroizing;

/// The longest header that is read, in bytes: a name of 1 KiB and a password of 4 KiB, in base64.
const LONGEST: usize = 8_192;

/// With or without padding: programs write both.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The name and the password of an `Authorization` header (RFC 7617 section 2). Wiped on drop.
pub(crate) struct Credentials {
    text: Zeroizing<String>,
    colon: usize,
}

/// What follows `Basic` in the `Authorization` header, if that is its scheme.
pub(crate) fn shown(request: &dyn RequestView) -> Option<&[u8]> {
    let line = request.header("authorization", 0)?;
    let (scheme, rest) = line.split_at_checked("Basic".len())?;
    let is_basic =
        scheme.eq_ignore_ascii_case(b"Basic") && rest.first().is_none_or(|byte| *byte == b' ');
    is_basic.then(|| rest.trim_ascii())
}

impl Credentials {
    /// `None` where it is no base64 of UTF-8 with a colon, or too long.
    pub(crate) fn parse(shown: &[u8]) -> Option<Self> {
        if shown.len() > LONGEST {
            return None;
        }
        let text = String::from_utf8(BASE64.decode(shown).ok()?);
        let text = Zeroizing::new(text.ok()?);
        let colon = text.find(':')?;
        Some(Self { text, colon })
    }

    pub(crate) fn name(&self) -> &str {
        self.text.get(..self.colon).unwrap_or_default()
    }

    pub(crate) fn password(&self) -> &str {
        self.text.get(self.colon + 1..).unwrap_or_default()
    }

    /// Name and password together: two users never have the same.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.text.as_bytes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Option<(String, String)> {
        let credentials = Credentials::parse(text.as_bytes())?;
        Some((credentials.name().into(), credentials.password().into()))
    }

    #[test]
    fn name_and_password() {
        let pair = |name: &str, password: &str| Some((name.into(), password.into()));
        // RFC 7617 sections 2 and 2.1
        assert_eq!(parsed("QWxhZGRpbjpvcGVuIHNlc2FtZQ=="), pair("Aladdin", "open sesame"));
        assert_eq!(parsed("dGVzdDoxMjPCow=="), pair("test", "123£"));
        assert_eq!(parsed("dGVzdDoxMjPCow"), pair("test", "123£"));
        assert_eq!(parsed("YTpiOmM="), pair("a", "b:c"));
        assert_eq!(parsed("Og=="), pair("", ""));
        for bad in ["", "YQ==", "dGVzdDox//8=", "!!!!", "YTpi YTpi", &"A".repeat(8_196)] {
            assert_eq!(parsed(bad), None, "{bad}");
        }
    }
}
