//! The pages. Whatever comes from outside is escaped.

use crate::accounts::Account;

/// The page for a user, and the page for an anonymous visitor.
pub(crate) fn home(account: Option<&Account>) -> String {
    page(&match account {
        Some(account) => format!(
            "<p>Hello, {}.</p>\n<p><a href=\"/users/me\">Who am I?</a></p>\n\
             <form method=\"post\" action=\"/logout\"><button>Log out</button></form>",
            escaped(account.full_name)
        ),
        None => "<p>Hello, stranger. <a href=\"/login\">Log in</a></p>".to_owned(),
    })
}

/// The form. `next` is where it leads to, `problem` what was wrong the last time.
pub(crate) fn login(next: &str, problem: Option<&str>) -> String {
    let problem = problem.map(|it| format!("<p role=\"alert\">{}</p>\n", escaped(it)));
    page(&format!(
        "{}<form method=\"post\" action=\"/login\">\n\
         <label>Name <input name=\"username\" autocomplete=\"username\" required></label>\n\
         <label>Password <input name=\"password\" type=\"password\" \
         autocomplete=\"current-password\" required></label>\n\
         <input name=\"next\" type=\"hidden\" value=\"{}\">\n\
         <button>Log in</button>\n</form>",
        problem.unwrap_or_default(),
        escaped(next)
    ))
}

fn page(body: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
         <title>Session login</title>\n{body}\n</html>\n"
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_from_outside_is_markup() {
        let page = login("/\"><script>&'", Some("<b>"));
        assert!(page.contains(r#"value="/&quot;&gt;&lt;script&gt;&amp;&#39;""#), "{page}");
        assert!(page.contains("&lt;b&gt;") && !page.contains("<b>"));
    }
}
