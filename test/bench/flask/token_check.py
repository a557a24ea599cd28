"""The gateway's check of a token, by the same rules (docs/tokens.md), with PyJWT doing what PyJWT can."""

import hashlib
import json
import os
import re
import time

import jwt
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key
from jwt.utils import base64url_decode, base64url_encode

SHAPE = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{86}")
KEY = re.compile(rb"-----BEGIN PUBLIC KEY-----[^-]*-----END PUBLIC KEY-----")
NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,31}")
TOKEN_ID = re.compile(r"[A-Za-z0-9_.-]{1,64}")
SCOPE = re.compile(r"(?:(?:play(?::[a-z](?:_?[a-z0-9])*)?|status)(?: (?!$)|$))+")
HALF_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551 >> 1
LEEWAY_S = 5


def seconds(value):
    return type(value) is int and 0 <= value <= 253_402_300_799


def text(pattern):
    return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None


CLAIMS = {
    "iss": lambda value: value == "garland",
    "aud": text(NAME),
    "sub": text(NAME),
    "jti": text(TOKEN_ID),
    "iat": seconds,
    "nbf": seconds,
    "exp": seconds,
    "scope": text(SCOPE),
}


class Refused(Exception):
    """The token does not count."""


class Watched:
    """A file that is looked at for each request, and read again when it has changed."""

    def __init__(self, path, parse):
        self.path = path
        self.parse = parse
        self.version = None

    def current(self):
        stat = os.stat(self.path)
        version = (stat.st_dev, stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns)
        if version != self.version:
            with open(self.path, "rb") as file:
                self.value = self.parse(file.read())
            self.version = version
        return self.value


def read_keys(pem):
    keys = [load_pem_public_key(block) for block in KEY.findall(pem)]
    spki = Encoding.DER, PublicFormat.SubjectPublicKeyInfo
    return {hashlib.sha256(key.public_bytes(*spki)).hexdigest()[:16]: key for key in keys}


def read_registry(text):
    registry = json.loads(text)
    return registry["tree"], {token["jti"]: token for token in registry["tokens"]}


def no_key_twice(pairs):
    members = dict(pairs)
    if len(members) != len(pairs):
        raise Refused
    return members


def read_part(encoded):
    """Base64url in its one spelling, JSON without a key twice."""
    decoded = base64url_decode(encoded)
    if base64url_encode(decoded).decode() != encoded:
        raise Refused
    return json.loads(decoded, object_pairs_hook=no_key_twice)


class TokenCheck:
    def __init__(self, public_keys, registry):
        self.keys = Watched(public_keys, read_keys)
        self.registry = Watched(registry, read_registry)

    def claims_of(self, token):
        """What a good token says. Raises Refused, or whatever a library raises, for any other."""
        keys, (tree, tokens) = self.keys.current(), self.registry.current()
        if len(token) > 2048 or not SHAPE.fullmatch(token):
            raise Refused
        header, payload, signature = token.split(".")
        said = read_part(header)
        if said != {"alg": "ES256", "typ": "JWT", "kid": said.get("kid")}:
            raise Refused
        if int.from_bytes(base64url_decode(signature)[32:], "big") > HALF_ORDER:
            raise Refused
        claims = read_part(payload)
        if claims.keys() != CLAIMS.keys() or not all(is_right(claims[name]) for name, is_right in CLAIMS.items()):
            raise Refused
        record = tokens.get(claims["jti"])
        if claims["aud"] != tree or record is None or record["kid"] != said["kid"]:
            raise Refused
        jwt.decode(
            token,
            keys[said["kid"]],
            algorithms=["ES256"],
            audience=tree,
            issuer="garland",
            leeway=LEEWAY_S,
            options={"require": list(CLAIMS)},
        )
        if "revokedAt" in record or record.get("endsAt", float("inf")) <= time.time():
            raise Refused
        if any(claims[name] != record[name] for name in ("sub", "scope", "iat", "exp")):
            raise Refused
        return claims
