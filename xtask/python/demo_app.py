"""The login side of the demo: a plain Flask app with Flask-Login and a form that Flask-WTF guards.

Reads SECRET_KEY, SECRET_KEY_FALLBACKS (one key) and PORT from the environment.
"""

import os
from urllib.parse import urlsplit

from flask import Flask, redirect, render_template_string, request
from flask_login import LoginManager, UserMixin, current_user, login_required, login_user, logout_user
from flask_wtf import FlaskForm
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.security import check_password_hash, generate_password_hash
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import DataRequired

app = Flask(__name__, static_folder=None)
app.config["SECRET_KEY"] = os.environ["SECRET_KEY"]
app.config["SECRET_KEY_FALLBACKS"] = [k for k in [os.environ.get("SECRET_KEY_FALLBACKS")] if k]
app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=1)

login_manager = LoginManager(app)
login_manager.login_view = "login"


class Account(UserMixin):
    def __init__(self, id, name, full_name, password):
        self.id, self.name, self.full_name = id, name, full_name
        self.password_hash = generate_password_hash(password)


ACCOUNTS = {
    account.id: account
    for account in [Account("1", "ada", "Ada Lovelace", "lovelace"), Account("2", "grace", "Grace Hopper", "hopper")]
}


@login_manager.user_loader
def load_user(user_id):
    return ACCOUNTS.get(user_id)


class LoginForm(FlaskForm):
    name = StringField("Name", validators=[DataRequired()])
    password = PasswordField("Password", validators=[DataRequired()])
    next = HiddenField()


class LogoutForm(FlaskForm):
    pass


def local_path(url):
    """The page to go to after the login: only ever a path of this site."""
    parts = urlsplit(url or "")
    safe = url and url.startswith("/") and not url.startswith("//") and "\\" not in url
    return url if safe and not parts.scheme and not parts.netloc else "/"


PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ title }} – Flask</title>
<style>
:root { color-scheme: light dark; --page: #f4f5f7; --card: #fff; --text: #1b1f24; --dim: #59636e; --line: #d6dae0; --link: #0a58ca; --mark: #a03b00 }
@media (prefers-color-scheme: dark) { :root { --page: #14171b; --card: #1e2328; --text: #e8eaed; --dim: #a5afba; --line: #363d45; --link: #8ab4f8; --mark: #ffb77a } }
* { box-sizing: border-box }
body { margin: 0; background: var(--page); color: var(--text); font: 1rem/1.55 system-ui, sans-serif }
header, main { max-width: 40rem; margin: 0 auto; padding: 1rem }
header { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; align-items: baseline; padding-top: 2rem }
header p { margin: 0 auto 0 0; font-weight: 600 }
nav a { display: inline-block; padding: .25rem 0; margin-left: 1rem }
nav a:first-child { margin-left: 0 }
a { color: var(--link) }
[aria-current] { color: var(--mark); font-weight: 600; text-decoration: none }
main { background: var(--card); border: 1px solid var(--line); border-radius: .75rem; padding: 1.25rem 1.5rem }
@media (max-width: 42rem) { main { margin: 0 .75rem } }
h1 { margin: 0 0 .75rem; font-size: 1.5rem; line-height: 1.25 }
dl { margin: 1rem 0; border-top: 1px solid var(--line) }
dl div { display: flex; flex-wrap: wrap; gap: 0 1rem; padding: .5rem 0; border-bottom: 1px solid var(--line) }
dt { flex: 0 0 7.5rem; color: var(--dim) }
dd { margin: 0; flex: 1 1 14rem; overflow-wrap: anywhere }
code { font: .95em ui-monospace, monospace }
ul { margin: 1rem 0 0; padding: 0; list-style: none; display: flex; flex-wrap: wrap; gap: .5rem 1.25rem }
:focus-visible { outline: 3px solid var(--mark); outline-offset: 2px }
form p { margin: 0 0 1rem }
label { display: block; margin-bottom: .25rem; color: var(--dim) }
input:not([type=hidden]) { width: 100%; padding: .5rem .625rem; font: inherit; color: inherit; background: var(--page); border: 1px solid var(--line); border-radius: .375rem }
button { padding: .5rem 1.25rem; font: inherit; font-weight: 600; color: var(--card); background: var(--link); border: 0; border-radius: .375rem; cursor: pointer }
[role=alert] { padding: .5rem .75rem; border-left: 4px solid var(--mark); background: var(--page) }
</style>
</head>
<body>
<header>
  <p>handstamp</p>
  <nav aria-label="Servers">
    <a href="/" aria-current="true">Flask</a>
    {%- for service in services %}
    <a href="{{ service.prefix }}/">{{ service.name }}</a>
    {%- endfor %}
  </nav>
</header>
<main>
  <h1>{{ title }}</h1>
{%- if form %}
  {%- if failed %}
  <p role="alert">That name and password do not fit.</p>
  {%- endif %}
  <form method="post" action="{{ url_for('login') }}">
    {{ form.hidden_tag() }}
    <p>{{ form.name.label }}{{ form.name(autocomplete="username") }}</p>
    <p>{{ form.password.label }}{{ form.password(autocomplete="current-password") }}</p>
    <button>Log in</button>
  </form>
  <dl>
    <div><dt>ada</dt><dd>password lovelace, an administrator</dd></div>
    <div><dt>grace</dt><dd>password hopper, no role</dd></div>
  </dl>
{%- else %}
  <dl>
    <div><dt>Answered by</dt><dd>Flask, in Python</dd></div>
  {%- if current_user.is_authenticated %}
    <div><dt>You are</dt><dd>{{ current_user.full_name }}, user {{ current_user.id }}</dd></div>
    <div><dt>Cookie</dt><dd>session, written by Flask-Login</dd></div>
  {%- else %}
    <div><dt>You are</dt><dd>Nobody is logged in</dd></div>
  {%- endif %}
  </dl>
  {%- if current_user.is_authenticated %}
  <form method="post" action="{{ url_for('logout') }}">{{ logout_form.hidden_tag() }}<button>Log out</button></form>
  {%- endif %}
  <ul>
  {%- if not current_user.is_authenticated %}
    <li><a href="{{ url_for('login') }}">Log in</a>
  {%- endif %}
  {%- for service in services %}
    <li><a href="{{ service.prefix }}/me">My account, by {{ service.name }}</a>
    <li><a href="{{ service.prefix }}/admin">For administrators, by {{ service.name }}</a>
  {%- endfor %}
  </ul>
{%- endif %}
</main>
</body>
</html>
"""

# "axum=/rust,…": what stands beside this app behind the proxy.
SERVICES = [dict(zip(("name", "prefix"), s.split("="))) for s in os.environ.get("SERVICES", "").split(",") if s]


@app.get("/")
def home():
    title = f"Hello, {current_user.full_name}" if current_user.is_authenticated else "Nobody is logged in"
    return render_template_string(PAGE, title=title, logout_form=LogoutForm(), services=SERVICES)


@app.route("/login", methods=["GET", "POST"])
def login():
    form = LoginForm()
    failed = False
    if form.validate_on_submit():
        account = next((a for a in ACCOUNTS.values() if a.name == form.name.data), None)
        if account and check_password_hash(account.password_hash, form.password.data):
            login_user(account)
            return redirect(local_path(form.next.data), 303)
        failed = True
    form.next.data = form.next.data or request.args.get("next", "")
    page = render_template_string(PAGE, title="Log in", form=form, failed=failed, services=SERVICES)
    return page, 401 if failed else 400 if form.errors else 200


@app.post("/logout")
@login_required
def logout():
    if not LogoutForm().validate_on_submit():
        return "Bad Request", 400
    logout_user()
    return redirect("/", 303)


if __name__ == "__main__":
    app.run(port=int(os.environ["PORT"]), threaded=True)
