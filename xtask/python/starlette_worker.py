"""Live FastAPI and Starlette for `cargo xtask interop`: one JSON object a line in, one out.

{"do": "write", "key": K, "now": unix, "params": P, "value": V}   ->  {"set_cookie": line}
{"do": "read", "key": K, "now": unix, "params": P, "cookie": C}   ->  {"value": V or null}
{"do": "clear", "key": K, "now": unix, "params": P, "cookie": C}  ->  {"set_cookie": line}

P are parameters of SessionMiddleware. Values are written as ../shared/vectors/README.md says. A null value:
Starlette opened no session. Each is a request that goes through the middleware.
"""

import asyncio
import json
import sys
import time

from fastapi import FastAPI, Request
from starlette.middleware.sessions import SessionMiddleware

from line_values import from_python, to_python


class Clock:
    """The time that itsdangerous sees."""

    now = 0


time.time = lambda: Clock.now
loop = asyncio.new_event_loop()


def visit(question, handle):
    """One request, with the cookie if there is one. The lines of Set-Cookie that the response has."""
    app = FastAPI(openapi_url=None)

    @app.get("/")
    async def page(request: Request):
        handle(request.session)

    params = question.get("params", {})
    headers = []
    if "cookie" in question:
        name = params.get("session_cookie", "session")
        headers.append((b"cookie", ("%s=%s" % (name, question["cookie"])).encode("latin-1")))
    app.add_middleware(SessionMiddleware, secret_key=question["key"], **params)
    scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": headers}
    lines = []

    async def receive():
        return {"type": "http.request"}

    async def send(message):
        for name, value in message.get("headers", []):
            if name.lower() == b"set-cookie":
                lines.append(value.decode("latin-1"))

    loop.run_until_complete(app(scope, receive, send))
    return lines


def write(question):
    (line,) = visit(question, lambda session: session.update(to_python(question["value"])))
    return {"set_cookie": line}


def read(question):
    found = {}
    visit(question, found.update)
    return {"value": from_python(found) if found else None}


def clear(question):
    (line,) = visit(question, lambda session: session.clear())
    return {"set_cookie": line}


def versions(question):
    from importlib import metadata

    names = ("fastapi", "starlette", "itsdangerous")
    return {"versions": {name: metadata.version(name) for name in names}, "python": sys.version.split()[0]}


DO = {"write": write, "read": read, "clear": clear, "versions": versions}

for line in sys.stdin:
    question = json.loads(line)
    Clock.now = question.get("now", 0)
    try:
        answer = DO[question["do"]](question)
    except Exception as error:  # the other side decides whether that was due
        answer = {"error": "%s: %s" % (type(error).__name__, error)}
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()
