//! The pages. Whatever comes from outside is escaped.

use handstamp::session::Flash;

use crate::accounts::Account;

/// Who is logged in, the colour, and the forms.
pub(crate) fn home(
    account: Option<&Account>,
    colour: Option<&str>,
    token: &str,
    flask_url: &str,
) -> String {
    let form = |action: &str, fields: &str| {
        let token = escaped(token);
        format!(
            "<form method=\"post\" action=\"/{action}\" id=\"{action}\">\
             <input type=\"hidden\" name=\"csrf_token\" value=\"{token}\">{fields}\
             <button>{action}</button></form>\n"
        )
    };
    let login = "<input name=\"name\"><input name=\"password\" type=\"password\">\
                 <input name=\"remember\" type=\"checkbox\" value=\"1\">";
    let who = match account {
        Some(account) => {
            format!("<p>Hello, {}.</p>\n{}", escaped(account.full_name), form("logout", ""))
        }
        None => format!("<p>Nobody is logged in.</p>\n{}", form("login", login)),
    };
    page(&format!(
        "{who}<p>Colour: {}.</p>\n{}{}<p><a href=\"/messages\">Messages</a>, \
         <a id=\"other\" href=\"{}\">Flask</a></p>",
        escaped(colour.unwrap_or("none")),
        form("colour", "<input name=\"colour\">"),
        form("flash", "<input name=\"message\">"),
        escaped(flask_url)
    ))
}

/// The messages that were left for this page.
pub(crate) fn messages(flashes: &[Flash]) -> String {
    let item = |flash: &Flash| {
        let message = flash.message.as_str().unwrap_or("(no text)");
        format!("<li>{}: {}</li>\n", escaped(&flash.category.to_string_lossy()), escaped(message))
    };
    page(&format!("<ul>\n{}</ul>", flashes.iter().map(item).collect::<String>()))
}

fn page(body: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>Rust</title>\n\
         <h1>Rust</h1>\n{body}\n</html>\n"
    )
}

/// As text, or as an attribute's value in quotes.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}
