"""Python's values as JSON lines carry them (../shared/vectors/README.md says how), there and back."""

import base64
import datetime
import math
import uuid

try:
    from markupsafe import Markup
except ImportError:
    from flask import Markup


def to_python(v):
    """A line's value as Flask's session would hold it."""
    if isinstance(v, list):
        return [to_python(x) for x in v]
    if not isinstance(v, dict):
        return v
    tag, inner = v.get("$t"), v.get("v")
    if tag is None:
        return {k: to_python(x) for k, x in v.items()}
    if tag == "datetime":
        return datetime.datetime.fromisoformat(inner.replace("Z", "+00:00"))
    if tag == "bytes":
        return base64.b64decode(inner)
    if tag == "tuple":
        return tuple(to_python(x) for x in inner)
    if tag == "uuid":
        return uuid.UUID(inner)
    if tag == "markup":
        return Markup(inner)
    if tag == "float":
        return float(inner)
    if tag == "int":
        return int(inner)
    if tag == "wtf8":
        return base64.b64decode(inner).decode("utf-8", "surrogatepass")
    if tag == "dict":
        return {to_python(k): to_python(x) for k, x in inner}
    raise ValueError("unknown value %r" % v)


def from_python(v):
    """What Flask's session held, as a line's value."""
    if v is None or isinstance(v, bool):
        return v
    if isinstance(v, Markup):
        return {"$t": "markup", "v": str(v)}
    if isinstance(v, str):
        try:
            v.encode("utf-8")
            return v
        except UnicodeEncodeError:
            return {"$t": "wtf8", "v": base64.b64encode(v.encode("utf-8", "surrogatepass")).decode()}
    if isinstance(v, int):
        return v if -(2**63) <= v < 2**63 else {"$t": "int", "v": str(v)}
    if isinstance(v, float):
        if math.isfinite(v):
            return v
        return {"$t": "float", "v": "nan" if v != v else "inf" if v > 0 else "-inf"}
    if isinstance(v, bytes):
        return {"$t": "bytes", "v": base64.b64encode(v).decode()}
    if isinstance(v, tuple):
        return {"$t": "tuple", "v": [from_python(x) for x in v]}
    if isinstance(v, list):
        return [from_python(x) for x in v]
    if isinstance(v, uuid.UUID):
        return {"$t": "uuid", "v": str(v)}
    if isinstance(v, datetime.datetime):
        return {"$t": "datetime", "v": v.replace(tzinfo=v.tzinfo or datetime.timezone.utc).isoformat()}
    if isinstance(v, dict):
        if "$t" in v or not all(isinstance(from_python(k), str) for k in v):
            return {"$t": "dict", "v": [[from_python(k), from_python(x)] for k, x in v.items()]}
        return {k: from_python(x) for k, x in v.items()}
    raise ValueError("a %s came out of a session" % type(v).__name__)
