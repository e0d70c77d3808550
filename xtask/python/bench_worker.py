"""Flask's own session serializer for `cargo xtask bench`.

The first line sets up: {"secret", "cookies", "now"}, answered with a name. Each further line is a
round: every cookie is decoded once, answered with the nanoseconds that one took.
"""

import json
import sys
import time
from importlib import metadata

import flask
from flask.sessions import SecureCookieSessionInterface

set_up = json.loads(sys.stdin.readline())
app = flask.Flask("bench", static_folder=None)
app.secret_key = set_up["secret"]
serializer = SecureCookieSessionInterface().get_signing_serializer(app)
cookies, max_age = set_up["cookies"], 31 * 24 * 60 * 60
time.time = lambda: set_up["now"]
print("Flask", metadata.version("flask"), flush=True)

with app.app_context():
    for line in sys.stdin:
        start = time.thread_time_ns()
        for cookie in cookies:
            serializer.loads(cookie, max_age=max_age)["_user_id"]
        print((time.thread_time_ns() - start) / len(cookies), flush=True)
