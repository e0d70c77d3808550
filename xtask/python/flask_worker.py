"""Live Flask for `cargo xtask interop`: one JSON object a line in, one out.

{"do": "write", "keys": [oldest, …, newest], "now": unix, "value": V}  ->  {"cookie": text}
{"do": "read", "keys": [...], "now": unix, "cookie": text}             ->  {"value": V or null}

Values are written as ../shared/vectors/README.md says. A null value: Flask opened no session from it.
The cookie goes through Flask's own SecureCookieSessionInterface, in a request and a response.
"""

import json
import os
import sys
import time

import flask
from flask.sessions import SecureCookieSessionInterface

from line_values import from_python, to_python


class Clock(object):
    """The time that itsdangerous sees."""

    now = 0


time.time = lambda: Clock.now
interface = SecureCookieSessionInterface()


def app_with(keys):
    # Paths are given: Flask 1.1 would look for them by means that newer Pythons no longer have.
    app = flask.Flask("worker", static_folder=None, root_path=os.getcwd(), instance_path=os.getcwd())
    app.secret_key = keys[-1]
    app.config["SECRET_KEY_FALLBACKS"] = keys[:-1]
    app.config["SESSION_COOKIE_NAME"] = "session"
    return app


def write(question):
    app = app_with(question["keys"])
    with app.test_request_context("/"):
        session = interface.open_session(app, flask.request)
        session.update(to_python(question["value"]))
        response = flask.Response()
        interface.save_session(app, session, response)
    line = response.headers["Set-Cookie"]
    return {"cookie": line.split(";")[0].partition("=")[2]}


def read(question):
    app = app_with(question["keys"])
    with app.test_request_context("/", environ_overrides={"HTTP_COOKIE": "session=" + question["cookie"]}):
        session = interface.open_session(app, flask.request)
        value = dict(session)
    return {"value": from_python(value) if value else None}


def versions():
    from importlib import metadata

    names = ("Flask", "Flask-Login", "Flask-WTF", "Werkzeug", "itsdangerous", "Jinja2", "MarkupSafe")
    return {"versions": {name: metadata.version(name) for name in names}, "python": sys.version.split()[0]}


DO = {"write": write, "read": read, "versions": lambda question: versions()}

for line in sys.stdin:
    question = json.loads(line)
    Clock.now = question.get("now", 0)
    try:
        answer = DO[question["do"]](question)
    except Exception as error:  # the other side decides whether that was due
        answer = {"error": "%s: %s" % (type(error).__name__, error)}
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()
