"""What Garland's gateway is measured against: Flask, gunicorn and PyJWT doing the same.

One token check for each request, by the same rules: ES256 by a key that is in use, issuer, audience, dates, all claims
there, listed in the registry, neither revoked nor ended, within its scope and its rate. Then the same call to the same
driver, and one line of JSON for the audit trail. The registry is looked at for each request, as the gateway does.
"""

import json
import os
import socket
import sys
import threading
import time
import uuid

import jwt
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from flask import Flask, Response, abort, g, jsonify, request

CLAIMS = ["iss", "aud", "sub", "jti", "iat", "nbf", "exp", "scope"]
REQUESTS_PER_MINUTE = 1_000_000
HEADERS = {
    "Content-Security-Policy": "default-src 'none';base-uri 'none';form-action 'none';frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class Registry:
    """The issued tokens by their ID, read again when the file has changed."""

    def __init__(self, path):
        self.path = path
        self.version = None

    def look(self):
        stat = os.stat(self.path)
        version = (stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns)
        if version != self.version:
            with open(self.path, encoding="utf-8") as file:
                registry = json.load(file)
            self.tree = registry["tree"]
            self.tokens = {token["jti"]: token for token in registry["tokens"]}
            self.version = version
        return self


class Driver:
    """One connection for life, as the gateway keeps one."""

    def __init__(self, path):
        self.link = socket.socket(socket.AF_UNIX)
        self.link.connect(path)
        self.turn = threading.Lock()

    def call(self, method, **parameters):
        call = {"method": f"io.garland.Driver.{method}", "parameters": parameters}
        reply = b""
        with self.turn:
            self.link.sendall(json.dumps(call).encode() + b"\0")
            while not reply.endswith(b"\0"):
                reply += self.link.recv(65536)
        return json.loads(reply[:-1])["parameters"]


def create_app(public_key, registry, driver):
    app = Flask(__name__)
    with open(public_key, "rb") as file:
        key = load_pem_public_key(file.read())
    issued = Registry(registry)
    tree = Driver(driver)
    allowlist = {entry["id"] for entry in tree.call("List")["entries"]}
    used = {}

    @app.before_request
    def authenticate():
        g.request_id = str(uuid.uuid4())
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        registry = issued.look()
        try:
            if scheme != "Bearer" or len(token) > 2048:
                abort(401)
            claims = jwt.decode(
                token,
                key,
                algorithms=["ES256"],
                audience=registry.tree,
                issuer="garland",
                options={"require": CLAIMS},
            )
        except jwt.PyJWTError:
            abort(401)
        record = registry.tokens.get(claims["jti"])
        if record is None or "revokedAt" in record or record["scope"] != claims["scope"]:
            abort(401)
        window = (claims["jti"], int(time.monotonic() // 60))
        used[window] = used.get(window, 0) + 1
        if used[window] > REQUESTS_PER_MINUTE:
            abort(429)
        g.claims = claims
        g.scope = claims["scope"].split(" ")

    @app.post("/v1/animations/<animation>")
    def play(animation):
        if "play" not in g.scope and f"play:{animation}" not in g.scope:
            abort(403)
        if animation not in allowlist:
            abort(404)
        return jsonify(tree.call("Play", id=animation, requestId=g.request_id)["state"])

    @app.after_request
    def record(response: Response):
        response.headers.update(HEADERS)
        response.headers["X-Request-Id"] = g.request_id
        claims = g.get("claims", {})
        line = {
            "event": "request",
            "time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
            "requestId": g.request_id,
            "from": request.remote_addr,
            "who": claims.get("sub"),
            "jti": claims.get("jti"),
            "what": request.path,
            "status": response.status_code,
        }
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()
        return response

    return app
