"""The Flask side of a session that two apps write: the pages of examples/flask-session-axum, in Flask.

Reads SECRET_KEY, SECRET_KEY_FALLBACKS (one key), PORT and RUST_URL from the environment.
Runs on Flask 1.1 to 3.1. `/session` is for the workshop: the whole session, as ../shared/vectors/README.md
writes values, and a form that puts such values in.
"""

import json
import os
import time

from flask import Flask, flash, get_flashed_messages, redirect, render_template_string, request, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from flask_wtf.csrf import CSRFProtect

from line_values import from_python, to_python

# Paths are given: Flask 1.1 would look for them by means that newer Pythons no longer have.
app = Flask("shared_session", static_folder=None, root_path=os.getcwd(), instance_path=os.getcwd())
app.config["SECRET_KEY"] = os.environ["SECRET_KEY"]
app.config["SECRET_KEY_FALLBACKS"] = [k for k in [os.environ.get("SECRET_KEY_FALLBACKS")] if k]
CSRFProtect(app)
login_manager = LoginManager(app)


class Account(UserMixin):
    def __init__(self, id, name, full_name, password):
        self.id, self.name, self.full_name, self.password = id, name, full_name, password


ACCOUNTS = {
    account.id: account
    for account in [Account("1", "ada", "Ada Lovelace", "lovelace"), Account("2", "grace", "Grace Hopper", "hopper")]
}


@login_manager.user_loader
def load_user(user_id):
    return ACCOUNTS.get(user_id)


PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Flask</title><h1>Flask</h1>
{% macro form(action) %}<form method="post" action="/{{ action }}" id="{{ action }}">
<input type="hidden" name="csrf_token" value="{{ csrf_token() }}">{{ caller() }}<button>{{ action }}</button></form>
{% endmacro %}
{% if current_user.is_authenticated %}<p>Hello, {{ current_user.full_name }}.</p>
{% call form("logout") %}{% endcall %}
{% else %}<p>Nobody is logged in.</p>
{% call form("login") %}<input name="name"><input name="password" type="password">
<input name="remember" type="checkbox" value="1">{% endcall %}
{% endif %}
<p>Colour: {{ session.get("colour", "none") }}.</p>
{% call form("colour") %}<input name="colour">{% endcall %}
{% call form("flash") %}<input name="message">{% endcall %}
<p><a href="/messages">Messages</a>, <a id="other" href="{{ rust_url }}">Rust</a></p>
</html>
"""

MESSAGES = """<!doctype html><title>Flask</title><ul>
{% for category, message in messages %}<li>{{ category }}: {{ message }}</li>
{% endfor %}</ul>
"""


@app.route("/")
def home():
    return render_template_string(PAGE, rust_url=os.environ.get("RUST_URL", ""))


@app.route("/messages")
def messages():
    return render_template_string(MESSAGES, messages=get_flashed_messages(with_categories=True))


@app.route("/login", methods=["POST"])
def login():
    for account in ACCOUNTS.values():
        if (account.name, account.password) == (request.form["name"], request.form["password"]):
            login_user(account, remember="remember" in request.form)
            session["_auth_time"] = int(time.time())
            return redirect("/", 303)
    return "Unauthorized", 401


@app.route("/logout", methods=["POST"])
def logout():
    logout_user()
    return redirect("/", 303)


@app.route("/colour", methods=["POST"])
def colour():
    session["colour"] = request.form["colour"]
    return redirect("/", 303)


@app.route("/flash", methods=["POST"])
def leave():
    flash(request.form["message"], "info")
    return redirect("/", 303)


@app.route("/session", methods=["GET", "POST"])
def whole_session():
    if request.method == "POST":
        session.update(to_python(json.loads(request.form["values"])))
    return app.response_class(json.dumps(from_python(dict(session))), mimetype="application/json")


if __name__ == "__main__":
    app.run(port=int(os.environ["PORT"]), threaded=True)
