"""What the Python clients share: the five requests and the report."""

import hashlib
import json
import os

ORIGIN = os.environ["E2E_ORIGIN"]
KEY = os.environ["E2E_KEY"]
UPLOAD = os.environ["E2E_UPLOAD"]
# Absent when `rockxy run` has put them into the environment.
PROXY = os.environ.get("E2E_PROXY")
CA = os.environ.get("E2E_CA")

STEPS = [
    ("get", "/bytes/100000"),
    ("gzip", "/gzip?n=20000"),
    ("chunked", "/bytes/70000?chunked"),
    ("missing", "/status/404"),
    ("events", "/sse?n=3"),
]


def url(target):
    return ORIGIN + target + ("&" if "?" in target else "?") + "k=" + KEY


def upload():
    with open(UPLOAD, "rb") as f:
        return f.read()


def report(name, status, body, proto=""):
    line = {
        "name": name,
        "status": status,
        "size": len(body),
        "sha256": hashlib.sha256(body).hexdigest(),
        "proto": proto,
    }
    print(json.dumps(line), flush=True)
