"""A small identity provider of our own for tests: real HTTP on this machine, tokens really signed.

It checks what a provider must (client, address, PKCE, a code once), and can be told to answer
wrongly.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
import time
from base64 import b64decode, urlsafe_b64encode
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "jidi", "s3cret & more/更多"


@cache
def rsa(kid: str) -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig"})


def plain(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


class Double:
    """The provider; ``spoil`` changes the claims it signs, ``sign`` how it signs them."""

    def __init__(self):
        self.subject = "u-1001"
        self.more = {}
        self.spoil = lambda claims: claims
        self.sign = self.honestly
        self.kid = "k1"
        self.published = ["k1"]
        self.says_issuer = None
        self.asked = []
        self.codes = {}
        double = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                double.get(self)

            def do_POST(self):
                double.post(self)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.issuer = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def get(self, to):
        parts = urlsplit(to.path)
        asked = {k: v[0] for k, v in parse_qs(parts.query).items()}
        self.asked.append(parts.path)
        match parts.path:
            case "/.well-known/openid-configuration":
                answer(to, 200, self.told())
            case "/keys":
                answer(to, 200, {"keys": [rsa(k).as_dict(private=False) for k in self.published]})
            case "/authorize":
                if asked["client_id"] != CLIENT or asked["code_challenge_method"] != "S256":
                    answer(to, 400, {"error": "invalid_request"})
                    return
                code = f"code-{len(self.codes)}"
                self.codes[code] = asked
                back = {"code": code, "state": asked["state"], "iss": self.issuer}
                to.send_response(302)
                to.send_header("Location", f"{asked['redirect_uri']}?{urlencode(back)}")
                to.end_headers()
            case _:
                answer(to, 404, {})

    def told(self):
        return {
            "issuer": self.says_issuer or self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "end_session_endpoint": f"{self.issuer}/leave",
        }

    def post(self, to):
        length = int(to.headers["Content-Length"])
        form = {k: v[0] for k, v in parse_qs(to.rfile.read(length).decode()).items()}
        self.asked.append(to.path)
        kind, _, given = to.headers.get("Authorization", "").partition(" ")
        id_, _, secret = b64decode(given).decode().partition(":")
        begun = self.codes.pop(form.get("code", ""), None)
        challenge = plain(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        if (kind, unquote(id_), unquote(secret)) != ("Basic", CLIENT, SECRET):
            answer(to, 401, {"error": "invalid_client"})
        elif (
            begun is None
            or begun["redirect_uri"] != form["redirect_uri"]
            or begun["code_challenge"] != challenge
        ):
            answer(to, 400, {"error": "invalid_grant"})
        else:
            answer(to, 200, {"token_type": "Bearer", "id_token": self.token(begun["nonce"])})

    def token(self, nonce):
        now = int(time.time())
        claims = {
            "iss": self.issuer, "aud": CLIENT, "sub": self.subject, "nonce": nonce,
            "iat": now, "exp": now + 300, **self.more,
        }  # fmt: skip
        return self.sign(self.spoil(claims))

    def honestly(self, claims):
        return jwt.encode({"alg": "RS256", "kid": self.kid}, claims, rsa(self.kid))

    def with_the_public_key_as_a_shared_secret(self, claims):
        return by_hand({"alg": "HS256", "kid": "k1"}, claims, rsa("k1").as_pem(private=False))

    def unsigned(self, claims):
        return by_hand({"alg": "none"}, claims, None)

    def with_another_key_of_that_name(self, claims):
        return jwt.encode({"alg": "RS256", "kid": "k1"}, claims, rsa("strange"))


def by_hand(head, claims, secret):
    text = ".".join(plain(json.dumps(one).encode()) for one in (head, claims))
    signed = b"" if secret is None else hmac.digest(secret, text.encode(), "sha256")
    return f"{text}.{plain(signed)}"


def answer(to, status, body):
    data = json.dumps(body).encode()
    to.send_response(status)
    to.send_header("Content-Type", "application/json")
    to.send_header("Content-Length", str(len(data)))
    to.end_headers()
    to.wfile.write(data)
