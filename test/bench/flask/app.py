"""What Garland's gateway is measured against: Flask, gunicorn and PyJWT that do the same for a request.

The same check of the token, the same limits, the same call to the same driver, the same header fields, and one line of
JSON for the audit trail. Revoking counts from the next request on, too, so the files are looked at for each.
"""

import json
import socket
import sys
import threading
import time
import uuid

from flask import Flask, abort, g, jsonify, request
from token_check import TokenCheck

FAILURES_PER_MINUTE = 30
REQUESTS_PER_MINUTE = 1_000_000
HEADERS = {
    "Content-Security-Policy": "default-src 'none';base-uri 'none';form-action 'none';frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Origin-Agent-Cluster": "?1",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-DNS-Prefetch-Control": "off",
    "X-Download-Options": "noopen",
    "X-Frame-Options": "DENY",
    "X-Permitted-Cross-Domain-Policies": "none",
    "X-XSS-Protection": "0",
    "Strict-Transport-Security": "max-age=31536000",
    "Cache-Control": "no-store",
}


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


class Limit:
    """So many a minute for each key."""

    def __init__(self, per_minute):
        self.per_minute = per_minute
        self.minute = 0
        self.counts = {}

    def exceeded(self, key):
        minute = time.monotonic() // 60
        if minute != self.minute:
            self.minute, self.counts = minute, {}
        return self.counts.get(key, 0) >= self.per_minute

    def count(self, key):
        self.counts[key] = self.counts.get(key, 0) + 1


def create_app(public_keys, registry, driver_socket):
    app = Flask(__name__)
    check = TokenCheck(public_keys, registry)
    driver = Driver(driver_socket)
    allowlist = {entry["id"] for entry in driver.call("List")["entries"]}
    failures, requests = Limit(FAILURES_PER_MINUTE), Limit(REQUESTS_PER_MINUTE)

    @app.before_request
    def authenticate():
        g.request_id, g.started = str(uuid.uuid4()), time.monotonic()
        if failures.exceeded(request.remote_addr):
            abort(429)
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        try:
            g.claims = check.claims_of(token if scheme.lower() == "bearer" else "")
        except Exception:
            failures.count(request.remote_addr)
            abort(401)
        if requests.exceeded(g.claims["jti"]):
            abort(429)
        requests.count(g.claims["jti"])

    @app.post("/v1/animations/<animation>")
    def play(animation):
        scope = g.claims["scope"].split(" ")
        if "play" not in scope and f"play:{animation}" not in scope:
            abort(403)
        if animation not in allowlist:
            abort(404)
        state = driver.call("Play", id=animation, requestId=g.request_id)["state"]
        shown = ("animation", "title", "since", "until", "next", "brightness")
        return jsonify({name: state[name] for name in shown if name in state})

    @app.after_request
    def record(response):
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
            "latencyMs": round((time.monotonic() - g.started) * 1000, 1),
        }
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()
        return response

    return app
