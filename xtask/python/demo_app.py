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


PAGE = """<!doctype html><meta charset="utf-8"><title>Flask</title>
<style>body { font: 1.1rem/1.6 system-ui; max-width: 36rem; margin: 4rem auto; padding: 0 1rem }</style>
<h1>Flask</h1>
{% if form %}
  {% if failed %}<p role="alert">That name and password do not fit.</p>{% endif %}
  <form method="post" action="{{ url_for('login') }}">
    {{ form.hidden_tag() }}
    <p>{{ form.name.label }} {{ form.name() }} {{ form.password.label }} {{ form.password() }}
    <button>Log in</button>
  </form>
  <p>Try <b>ada</b> with <b>lovelace</b> (an administrator) or <b>grace</b> with <b>hopper</b>.
{% else %}
  {% if current_user.is_authenticated %}
    <p>Hello, {{ current_user.full_name }}.
    <form method="post" action="{{ url_for('logout') }}">{{ logout_form.hidden_tag() }}<button>Log out</button></form>
  {% else %}
    <p>Nobody is logged in. <a href="{{ url_for('login') }}">Log in</a>
  {% endif %}
  {% for service in services %}
  <p>{{ service.name }}: <a href="{{ service.prefix }}/">greeting</a>, <a href="{{ service.prefix }}/me">my account</a>,
     <a href="{{ service.prefix }}/admin">for administrators</a>
  {% endfor %}
{% endif %}
"""

# "axum=/rust,…": what stands beside this app behind the proxy.
SERVICES = [dict(zip(("name", "prefix"), s.split("="))) for s in os.environ.get("SERVICES", "").split(",") if s]


@app.get("/")
def home():
    return render_template_string(PAGE, logout_form=LogoutForm(), services=SERVICES)


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
    return render_template_string(PAGE, form=form, failed=failed), 401 if failed else 400 if form.errors else 200


@app.post("/logout")
@login_required
def logout():
    if not LogoutForm().validate_on_submit():
        return "Bad Request", 400
    logout_user()
    return redirect("/", 303)


if __name__ == "__main__":
    app.run(port=int(os.environ["PORT"]), threaded=True)
