"""Vectors for `cargo xtask vectors`: what the installed libraries do, with fixed seeds and a fixed clock.

usage: make_vectors.py TOP      writes TOP/crates/*/tests/vectors/made.jsonl, and payloads.jsonl for itsdangerous

The lines are as ../shared/vectors/README.md says. A second run writes the same bytes.
"""

import base64
import datetime
import hashlib
import json
import platform
import random
import sys
import time
import uuid
import zlib
from importlib import metadata
from pathlib import Path

import flask
from flask.json.tag import TaggedJSONSerializer
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import (
    BadData,
    Serializer,
    Signer,
    TimedSerializer,
    TimestampSigner,
    URLSafeSerializer,
    URLSafeTimedSerializer,
)
from markupsafe import Markup
from werkzeug.http import http_date, parse_date

from line_values import from_python
from payload_values import payload_values

NOW = [0]
time.time = lambda: NOW[0]
UTC = datetime.timezone.utc
ALPHABET = "aZ09 -_.~\"'\\/<&>\t\n\x00\x7f\u00e0\u00df\u0436\u05d0\u65e5\u672c\u8a9e\U0001f600\U0001d4b3"
KINDS = {
    "signer": Signer,
    "timestamp-signer": TimestampSigner,
    "serializer": Serializer,
    "timed-serializer": TimedSerializer,
    "urlsafe": URLSafeSerializer,
    "urlsafe-timed": URLSafeTimedSerializer,
}
DIGESTS = ["sha1", "sha224", "sha256", "sha384", "sha512"]
DERIVATIONS = ["django-concat", "concat", "hmac", "none"]
SALTS = [None, "activate", "s\u00e5lt", "x" * 100]
SEPARATORS = [".", ":", "::", "|"]


class Lines:
    """The lines of one file, numbered."""

    def __init__(self, lib, **more):
        python = ".".join(platform.python_version_tuple()[:2])
        self.base = {"lib": lib, "lib_version": metadata.version(lib), "python": python, **more}
        self.lines = []

    def add(self, kind, case, **more):
        name = "made-%s-%04d" % (self.base["lib"], len(self.lines) + 1)
        self.lines.append({"id": name, "kind": kind, **self.base, "case": case, **more})

    def write(self, path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(path, "w", encoding="utf-8", newline="\n") as out:
            for line in self.lines:
                out.write(json.dumps(line) + "\n")
        print(f"{len(self.lines):6} lines  {path}")


def b64(raw):
    return base64.b64encode(raw).decode()


def text_or_bytes(raw):
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return {"$t": "bytes", "v": b64(raw)}


def text(r, longest=12):
    return "".join(r.choice(ALPHABET) for _ in range(r.randrange(longest)))


def plain(r, depth=0):
    """A value that plain JSON carries."""
    scalars = [
        lambda: None, lambda: r.random() < 0.5, lambda: r.randrange(-1000, 1000), lambda: r.randrange(-(2**70), 2**70),
        lambda: r.uniform(-1e3, 1e3), lambda: r.choice([0.1, 1e16, 1e-7, 5e-324, 1.7976931348623157e308, -0.0, 1e22]),
        lambda: text(r), lambda: text(r, 200),
    ]
    nested = [
        lambda: [plain(r, depth + 1) for _ in range(r.randrange(4))],
        lambda: {text(r, 6): plain(r, depth + 1) for _ in range(r.randrange(4))},
    ]
    return r.choice(scalars + (nested if depth < 3 else []))()


def tagged(r, depth=0):
    """A value that only Flask's tagged JSON carries, or a plain one."""
    special = [
        lambda: r.randbytes(r.randrange(20)),
        lambda: Markup(text(r)),
        lambda: uuid.UUID(int=r.getrandbits(128), version=4),
        lambda: datetime.datetime.fromtimestamp(r.randrange(0, 2**33), UTC),
        lambda: tuple(tagged(r, depth + 1) for _ in range(r.randrange(4))),
        lambda: [tagged(r, depth + 1) for _ in range(r.randrange(4))],
        lambda: {text(r, 6): tagged(r, depth + 1) for _ in range(r.randrange(4))},
        lambda: {r.choice([" t", " b", " d", " di", " u", " m", " t__", " x"]): tagged(r, depth + 1)},
        lambda: r.choice([float("inf"), float("-inf"), float("nan"), "\ud800", "a\udfffb"]),
    ]
    return plain(r, 2) if depth > 3 or r.random() < 0.4 else r.choice(special)()


def secret(r):
    return "%048x" % r.getrandbits(192)


def outcome(read):
    """What the library says, as a line's `expect`."""
    try:
        return {"ok": True, **read()}
    except BadData as error:
        said = {"ok": False, "error": type(error).__name__, "message": str(error)}
        if getattr(error, "payload", None) is not None:
            payload = error.payload
            said["payload"] = b64(payload if isinstance(payload, bytes) else payload.encode())
        if hasattr(error, "date_signed"):
            said["date_signed"] = error.date_signed and int(error.date_signed.timestamp())
        return said


def reader(kind, tool, token, max_age):
    if kind == "signer":
        return lambda: {"value": {"$t": "bytes", "v": b64(tool.unsign(token))}}
    if kind == "timestamp-signer":

        def unsign():
            value, signed = tool.unsign(token, max_age=max_age, return_timestamp=True)
            return {"value": {"$t": "bytes", "v": b64(value)}, "timestamp": int(signed.timestamp())}

        return unsign
    if kind in ("serializer", "urlsafe"):
        return lambda: {"value": from_python(tool.loads(token))}

    def loads():
        value, signed = tool.loads(token, max_age=max_age, return_timestamp=True)
        return {"value": from_python(value), "timestamp": int(signed.timestamp())}

    return loads


def itsdangerous_lines(r):
    lines = Lines("itsdangerous")
    for turn in range(12):
        for kind, make in KINDS.items():
            itsdangerous_round(r, lines, kind, make, turn)
    return lines


def itsdangerous_round(r, lines, kind, make, turn):
    keys = [secret(r) for _ in range(r.choice([1, 1, 2, 3]))]
    salt, separator = r.choice(SALTS), r.choice(SEPARATORS)
    digest, derivation = r.choice(DIGESTS), r.choice(DERIVATIONS)
    signing = {"sep": separator, "key_derivation": derivation, "digest_method": getattr(hashlib, digest)}
    params = {"sep": separator, "key_derivation": derivation, "digest": digest}
    more = {} if salt is None else {"salt": salt}

    def build(keys):
        return make(keys, **more, **signing) if "signer" in kind else make(keys, **more, signer_kwargs=signing)

    tool = build(keys)
    signed_at = r.randrange(10**9, 2**31)
    max_age = r.choice([None, 60, 2678400])
    about = {"secret": keys[-1], "salt": salt, "params": params}
    if len(keys) > 1:
        about["secret_fallbacks"] = keys[:-1]

    NOW[0] = signed_at
    if "signer" in kind:
        given = r.randbytes(r.randrange(1, 30))
        token, wire = tool.sign(given), {}
        given = {"$t": "bytes", "v": b64(given)}
    else:
        given = plain(r) if turn % 4 else "compress me, please; " * r.randrange(2, 20)
        token = tool.dumps(given)
        token = token.encode() if isinstance(token, str) else token
        written = tool.serializer.dumps(given)
        wire = {"wire": {"json": written, "compressed": kind.startswith("urlsafe") and token.startswith(b".")}}
        given = from_python(given)

    def record(case, token, now, **more):
        NOW[0] = now
        expect = outcome(reader(kind, tool, token, max_age))
        lines.add(kind, case, **about, token=text_or_bytes(token), now=now, max_age=max_age, expect=expect, **more)

    record("roundtrip", token, signed_at + 1, write_input=given, signed_at=signed_at, **wire)
    if max_age is not None:
        for late in (0, 1):
            record(f"age+{max_age + late}/max{max_age}", token, signed_at + max_age + late, signed_at=signed_at)
    record("age-1", token, signed_at - 1, signed_at=signed_at)
    sep = separator.encode()
    at = r.randrange(len(token) - 2)
    # The last character of a base64 part has loose bits, where one token would have two texts.
    if token[at + 1 : at + 1 + len(sep)] != sep and token[at : at + 1] not in sep:
        changed = token[:at] + (b"A" if token[at : at + 1] != b"A" else b"B") + token[at + 1 :]
        record(f"neg:flip@{at}", changed, signed_at)
    record("neg:cut", token[:-4], signed_at)
    record("neg:no-separator", token.replace(sep, b""), signed_at)
    stranger = dict(about, secret=secret(r))
    stranger.pop("secret_fallbacks", None)
    about, tool = stranger, build(stranger["secret"])
    record("neg:other-key", token, signed_at)


def payload_lines(r):
    """Payloads alone: which values are compressed, and to which bytes."""
    if hasattr(zlib, "ZLIBNG_VERSION"):
        sys.exit("this Python is linked with zlib-ng, which writes other bytes than zlib: take one with zlib")
    lines = Lines("itsdangerous")
    serializer = URLSafeSerializer("no secret is needed for a payload", serializer_kwargs={"ensure_ascii": True})
    for case, value in payload_values(r):
        lines.add("payload", case, payload=serializer.dump_payload(value).decode())
    return lines


def flask_lines(r):
    deps = {name: metadata.version(name) for name in ("itsdangerous", "werkzeug")}
    lines = Lines("flask", deps=deps)
    for _ in range(40):
        flask_round(r, lines)
    return lines


def flask_app(keys):
    app = flask.Flask("vectors", static_folder=None)
    app.secret_key = keys[-1]
    app.config["SECRET_KEY_FALLBACKS"] = keys[:-1]
    return app


def flask_round(r, lines):
    keys = [secret(r) for _ in range(r.choice([1, 1, 2]))]
    signed_at = r.randrange(10**9, 2**31)
    value = {text(r, 8) or "k": tagged(r) for _ in range(r.randrange(1, 5))}
    if r.random() < 0.3:
        value.update({"_user_id": str(r.randrange(10**6)), "_fresh": True, "_id": "%0128x" % r.getrandbits(512)})
    signing_key = r.choice(keys)
    NOW[0] = signed_at
    app = flask_app([signing_key])
    with app.app_context():  # where Flask sorts keys
        token = SecureCookieSessionInterface().get_signing_serializer(app).dumps(value)
        json_text = TaggedJSONSerializer().dumps(value)
    about = {"secret": keys[-1], "salt": "cookie-session", "params": {"key_derivation": "hmac", "digest": "sha1"}}
    if len(keys) > 1:
        about["secret_fallbacks"] = keys[:-1]

    def record(case, token, now, keys=keys, about=about, **more):
        NOW[0] = now
        serializer = SecureCookieSessionInterface().get_signing_serializer(flask_app(keys))
        expect = outcome(reader("urlsafe-timed", serializer, token, 2678400))
        opened = "loaded" if expect["ok"] else "empty"
        lines.add("flask-session", case, **about, token=token, now=now, max_age=2678400, expect=expect, open_session=opened, **more)

    written = {}
    if signing_key == keys[-1]:
        wire = {"json": json_text, "compressed": token.startswith(".")}
        written = {"write_input": from_python(value), "signed_at": signed_at, "wire": wire}
    record("roundtrip" if written else "old-key", token, signed_at, **written)
    record("age+2678400", token, signed_at + 2678400)
    record("age+2678401", token, signed_at + 2678401)
    at = r.randrange(1, token.index(".", 1) - 1)
    record(f"neg:flip@{at}", token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :], signed_at)
    stranger = secret(r)
    record("neg:other-key", token, signed_at, keys=[stranger], about={"secret": stranger, "salt": about["salt"], "params": about["params"]})


# How apps sign their tokens: package, its version whose sources say so, serializer, salt, its signer's settings.
APPS = [
    ("quart-auth", "0.12.0", URLSafeTimedSerializer, "quart auth salt", {"digest_method": hashlib.sha512}),
    ("datasette", "0.65.5", URLSafeSerializer, "actor", {}),
    ("octoprint", "1.11.8", URLSafeTimedSerializer, "octoprint-csrf-token", {}),
    ("starlette-admin", "1.0.3", URLSafeSerializer, "starlette-admin-csrf", {}),
    ("calibreweb", "0.6.27", URLSafeSerializer, "remember", {"key_derivation": "hmac", "digest_method": hashlib.sha1}),
]


def app_value(r, app):
    """What the app puts into its token."""
    values = {
        "quart-auth": lambda: str(r.randrange(10**6)),
        "datasette": lambda: {"a": {"id": "root"}},
        "octoprint": lambda: hashlib.sha1(r.randbytes(64)).hexdigest(),
        "starlette-admin": lambda: r.randbytes(32).hex(),
        "calibreweb": lambda: {"user": str(r.randrange(100)), "random": r.randbytes(10).hex()},
    }
    return values[app]()


def app_lines(r):
    lines = Lines("itsdangerous")
    for app, version, make, salt, signing in APPS:
        timed = make is URLSafeTimedSerializer
        more = {"serializer": TaggedJSONSerializer()} if app == "calibreweb" else {}
        key, signed_at = secret(r), r.randrange(10**9, 2**31)
        params = {"key_derivation": signing.get("key_derivation", "django-concat")}
        params["digest"] = signing.get("digest_method", hashlib.sha1)().name
        about = {"settings_of": f"{app} {version}", "secret": key, "salt": salt, "params": params}

        def record(case, token, now, tool, about=about, timed=timed):
            NOW[0] = now
            expect = outcome(reader("urlsafe-timed" if timed else "urlsafe", tool, token, None))
            lines.add("app-token", case, **about, token=token, now=now, expect=expect)

        tool = make(key, salt=salt, signer_kwargs=signing, **more)
        NOW[0] = signed_at
        token = tool.dumps(app_value(r, app))
        record("ok", token, signed_at + 1, tool)
        record("neg:flip", token[:4] + ("A" if token[4] != "A" else "B") + token[5:], signed_at, tool)
        other = secret(r)
        record("neg:other-key", token, signed_at, make(other, salt=salt, signer_kwargs=signing, **more), {**about, "secret": other})
    return lines


def date_lines(r):
    lines = Lines("werkzeug")
    for _ in range(60):
        zone = r.choice([None, None, 0, 60, -480, 330])
        seconds = r.randrange(-(2**33), 2**35)
        at = datetime.datetime(1970, 1, 1) + datetime.timedelta(seconds=seconds, microseconds=r.randrange(10**6))
        aware = at.replace(tzinfo=None if zone is None else datetime.timezone(datetime.timedelta(minutes=zone)))
        fields = [at.year, at.month, at.day, at.hour, at.minute, at.second, at.microsecond]
        written = http_date(aware)
        lines.add("http-date-format", "random", input={"$t": "dt", "v": fields, "off": zone}, expect={"ok": True, "value": written})
        forms = [written, written.replace(" GMT", " +0130"), written.lower(), written[5:], written.replace(" ", "-"), written[: r.randrange(len(written))]]
        for form in [written, r.choice(forms)]:
            parsed = parse_date(form)
            lines.add("http-date-parse", "random", input=form, expect={"ok": True, "value": parsed and from_python(parsed)})
    return lines


def main(top):
    sets = [
        ("handstamp-itsdangerous", "made.jsonl", itsdangerous_lines, 20260101),
        ("handstamp-itsdangerous", "payloads.jsonl", payload_lines, 20260104),
        ("handstamp-flask", "made.jsonl", flask_lines, 20260102),
        ("handstamp-value", "made.jsonl", date_lines, 20260103),
        ("handstamp-cli", "made.jsonl", app_lines, 20260105),
    ]
    for crate, name, make, seed in sets:
        make(random.Random(seed)).write(Path(top) / "crates" / crate / "tests" / "vectors" / name)


if __name__ == "__main__":
    main(sys.argv[1])
