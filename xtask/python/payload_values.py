"""Values for the vectors of URL-safe payloads: what a Flask app keeps in a session, in sizes from a few bytes to several
kilobytes, and dicts that are nested so that compressing them hardly pays."""

import json
import uuid

WORDS = (
    "user account admin settings theme dark light language en de fr cart item price quantity total order number status "
    "shipped pending paid address street city country name email phone first last hello world please log in to access "
    "this page your password has been changed successfully welcome back saved invalid token error warning info success "
    "the a of and is not found report invoice project task comment reply"
).split()
BASE64URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
# From this many bytes of JSON on, how many payloads: each size has its own share of streams that are the same in zlib-rs.
SIZES = {0: 60, 100: 60, 300: 60, 1000: 60, 4000: 30}
NESTED = 150


def payload_values(r):
    """Pairs of a case and a value."""
    room = dict(SIZES)
    while any(room.values()):
        value = session(r)
        length = len(json.dumps(value, separators=(",", ":")))
        size = max(size for size in SIZES if size <= length)
        if room[size]:
            room[size] -= 1
            yield "session", value
    for _ in range(NESTED):
        yield "nested", {"ui": nested(r, r.randrange(1, 9))}


def session(r):
    parts = [small, login, flashes, cart, settings, oauth, tokens, text, permissions, rows, form]
    if r.random() < 0.3:
        return r.choice([small, login])(r)
    value = login(r) if r.random() < 0.5 else {}
    for part in r.sample(parts, r.choice([1, 1, 2, 3])):
        value.update(part(r))
    return value


def word(r):
    return r.choice(WORDS)


def words(r, fewest, most):
    return " ".join(word(r) for _ in range(r.randint(fewest, most)))


def random_text(r, length):
    return "".join(r.choice(BASE64URL) for _ in range(length))


def random_uuid(r):
    return str(uuid.UUID(int=r.getrandbits(128), version=4))


def small(r):
    return r.choice([
        {"user": word(r)},
        {"user_id": r.randrange(10**5)},
        {"username": f"{word(r)}{r.randrange(99)}", "logged_in": True},
        {"name": words(r, 1, 2), "email": f"{word(r)}@example.org"},
        {"count": r.randrange(10**4), "visited": True, "next": f"/{word(r)}/{word(r)}"},
        {"user": {"id": r.randrange(1000), "name": word(r), "roles": [word(r) for _ in range(r.randrange(4))]}},
    ])


def login(r):
    value = {"_user_id": r.choice([str(r.randrange(10**6)), random_uuid(r)])}
    if r.random() < 0.8:
        value.update({"_fresh": r.random() < 0.7, "_id": "%0128x" % r.getrandbits(512)})
    if r.random() < 0.6:
        value["csrf_token"] = "%040x" % r.getrandbits(160)
    return value


def flashes(r):
    return {"_flashes": [{" t": [r.choice(["message", "error", "success"]), words(r, 2, 9) + "."]} for _ in range(r.randint(1, 4))]}


def cart(r):
    items = range(r.randint(1, 40))
    return {"cart": [{"id": r.randrange(10**5), "name": words(r, 1, 4), "price": round(r.uniform(1, 500), 2)} for _ in items]}


def settings(r, depth=0):
    def one():
        if depth < 3 and r.random() < 0.4:
            return settings(r, depth + 1)
        return r.choice([True, False, None, r.randrange(1000), word(r), words(r, 1, 5)])

    return {word(r): one() for _ in range(r.randint(1, 6))}


def oauth(r):
    query = f"response_type=code&client_id={random_text(r, 24)}&scope=openid+email+profile&state={random_text(r, 30)}"
    data = {"nonce": random_text(r, 20), "url": f"https://accounts.example.com/o/oauth2/v2/auth?{query}"}
    return {f"_state_keycloak_{random_text(r, 30)}": {"data": data, "exp": 1.7e9 + r.random() * 1e8}}


def tokens(r):
    access = f"eyJ{random_text(r, r.randint(200, 1200))}.{random_text(r, 86)}"
    return {"token": {"access_token": access, "token_type": "Bearer", "refresh_token": random_text(r, 64)}, "sub": random_uuid(r)}


def text(r):
    return {"text": "".join(r.choice("\u00e4\u00f6\u00fc\u00df\u00e9 \u65e5\u672c\u043f\u0440\u0438") for _ in range(r.randint(3, 200)))}


def permissions(r):
    verbs = ["can_read", "can_edit", "can_delete", "menu_access"]
    return {"permissions": [f"{r.choice(verbs)} on {word(r).title()}" for _ in range(r.randint(2, 80))]}


def rows(r):
    return {"rows": [[r.randrange(10**4), word(r), r.choice([True, False, None])] for _ in range(r.randint(1, 150))]}


def form(r):
    return {"form": {f"{word(r)}_{word(r)}": words(r, 0, 12) for _ in range(r.randint(1, 40))}, "step": r.randint(1, 9)}


def nested(r, depth):
    if depth == 0:
        return {}
    inner = nested(r, depth - 1)
    return r.choice([{r.choice(["key", "ui", "a", "data"]): inner}, [inner], {"k": inner, "v": r.randrange(9)}])
