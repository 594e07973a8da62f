"""Asking an identity provider: its addresses, its public keys, the token for a code.

What it answers is bounded in size and time, redirects are not followed, and nothing of this
machine's surroundings (proxies, ``.netrc``) is taken. Addresses and keys are kept for an hour; keys
are asked for again, at most once a minute, when a token names one that is not known.
"""

from __future__ import annotations

import json
import ssl
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlencode, urlsplit

import urllib3
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from jidi.core.errors import InputError, WorkspaceError
from jidi.lake.oidc_settings import OidcEndpoints, OidcSettings, is_safe

DISCOVERY: Final = "/.well-known/openid-configuration"
_MOST_BYTES: Final = 1_000_000
_SECONDS: Final = 10.0
_KEPT: Final = timedelta(hours=1)
_ASKED_AGAIN: Final = timedelta(minutes=1)


class IdentityProvider:
    """One provider, as a book's settings describe it.

    :param folder: the book's; files are named from there.
    """

    def __init__(self, settings: OidcSettings, *, folder: Path) -> None:
        self.settings = settings
        self._folder = folder
        self._endpoints: tuple[datetime, OidcEndpoints] | None = None
        self._keys: tuple[datetime, KeySet] | None = None

    def endpoints(self, *, now: datetime) -> OidcEndpoints:
        """Its addresses: as given, or as it tells them.

        :raises InputError: Z-113 when it calls itself otherwise, Z-115, Z-116.
        """
        if self.settings.endpoints is not None:
            return self.settings.endpoints
        if self._endpoints is None or now - self._endpoints[0] > _KEPT:
            self._endpoints = (now, self._discovered())
        return self._endpoints[1]

    def known_sign_out(self) -> str:
        """Where one signs out of it, as far as that is known without asking."""
        given = self.settings.endpoints
        if given is not None:
            return given.sign_out
        return "" if self._endpoints is None else self._endpoints[1].sign_out

    def keys(self, *, now: datetime, afresh: bool = False) -> KeySet:
        """Its public keys.

        :param afresh: one is missing among those that are kept.
        :raises InputError: Z-115, Z-116. :raises WorkspaceError: Z-104.
        """
        least = _ASKED_AGAIN if afresh else _KEPT
        if self._keys is None or now - self._keys[0] > least:
            self._keys = (now, self._asked_keys(now))
        return self._keys[1]

    def trade(self, code: str, *, verifier: str, back: str, now: datetime) -> str:
        """The identity token for a code.

        :param back: the address it was sent to.
        :raises InputError: Z-115, Z-116. :raises WorkspaceError: Z-104.
        """
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": back,
            "code_verifier": verifier,
        }
        secret = None
        match self.settings.authentication:
            case "none":
                form["client_id"] = self.settings.client
            case "client_secret_post":
                form |= {"client_id": self.settings.client, "client_secret": self._secret()}
            case "client_secret_basic":
                # RFC 6749, 2.3.1: both are encoded like a form before they are joined.
                secret = (quote(self.settings.client, safe=""), quote(self._secret(), safe=""))
        address = self.endpoints(now=now).token
        answer = self._ask(address, form, secret=secret)
        token = answer.get("id_token")
        if not isinstance(token, str) or not token:
            raise InputError(
                "Z-116", host=_host(address), reason=str(answer.get("error", "—"))[:100]
            )
        return token

    def check_secret(self) -> None:
        """:raises WorkspaceError: Z-104 when the secret cannot be read."""
        self._secret()

    def _discovered(self) -> OidcEndpoints:
        address = self.settings.issuer.rstrip("/") + DISCOVERY
        told = self._ask(address)
        if told.get("issuer") != self.settings.issuer:
            found = str(told.get("issuer", "—"))[:200]
            raise InputError("Z-113", found=found, wanted=self.settings.issuer)
        names = ("authorization_endpoint", "token_endpoint", "jwks_uri", "end_session_endpoint")
        found_all = [str(told.get(name) or "") for name in names]
        for name, one in zip(names, found_all, strict=True):
            if not is_safe(one) and (one or name != names[-1]):
                raise InputError("Z-116", host=_host(address), reason=f"{name}: {one[:200] or '—'}")
        authorization, token, keys, sign_out = found_all
        return OidcEndpoints(authorization=authorization, token=token, keys=keys, sign_out=sign_out)

    def _asked_keys(self, now: datetime) -> KeySet:
        where = self.endpoints(now=now).keys
        if "://" in where:
            told, host = self._ask(where), _host(where)
        else:
            told, host = _object(self._file(where).encode(), where), where
        try:
            kept = [one for one in told["keys"] if _verifies(one)]
            return KeySet.import_key_set({"keys": kept})
        except (JoseError, KeyError, TypeError, ValueError) as error:
            raise InputError("Z-116", host=host, reason=f"jwks: {error}"[:200]) from error

    def _secret(self) -> str:
        return self._file(self.settings.secret_file).strip()

    def _file(self, name: str) -> str:
        path = self._folder / name
        try:
            return path.read_text("utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            raise WorkspaceError("Z-104", path=str(path), reason=reason) from error

    def _trust(self) -> ssl.SSLContext:
        trust = ssl.create_default_context()
        if self.settings.ca_file:
            text = self._file(self.settings.ca_file)
            try:
                trust.load_verify_locations(cadata=text)
            except (ssl.SSLError, ValueError) as error:
                path = str(self._folder / self.settings.ca_file)
                raise WorkspaceError("Z-104", path=path, reason=str(error)) from error
        return trust

    def _ask(
        self, address: str, form: Mapping[str, str] | None = None, *,
        secret: tuple[str, str] | None = None,
    ) -> dict[str, Any]:  # fmt: skip
        head = {"Accept": "application/json"}
        if secret is not None:
            head |= urllib3.make_headers(basic_auth=":".join(secret))
        body = None
        if form is not None:
            head["Content-Type"] = "application/x-www-form-urlencoded"
            body = urlencode(form)
        trust = self._trust() if address.startswith("https:") else None
        method = "GET" if form is None else "POST"
        try:
            with (
                urllib3.PoolManager(ssl_context=trust, timeout=_SECONDS, retries=False) as pool,
                pool.request(
                    method, address, body=body, headers=head, redirect=False, preload_content=False
                ) as answer,
            ):
                told, status = answer.read(_MOST_BYTES + 1), answer.status
        except urllib3.exceptions.HTTPError as error:
            reason = str(error)[:200] or type(error).__name__
            raise InputError("Z-115", host=_host(address), reason=reason) from error
        if len(told) > _MOST_BYTES or (status != 200 and form is None):
            reason = f"HTTP {status}, {len(told)} B"
            raise InputError("Z-116", host=_host(address), reason=reason)
        return _object(told, _host(address), status=status)


def provider_json(settings: OidcSettings | None, *, folder: Path, now: datetime) -> dict[str, Any]:
    """What a provider tells of itself, asked now: so that settings can be checked before use.

    :raises WorkspaceError: Z-105 when the book has none; Z-104. :raises InputError: Z-113 to Z-116.
    """
    if settings is None:
        raise WorkspaceError("Z-105")
    provider = IdentityProvider(settings, folder=folder)
    keys = provider.keys(now=now)
    if settings.authentication != "none":
        provider.check_secret()
    return {
        "issuer": settings.issuer,
        "client": settings.client,
        "endpoints": provider.endpoints(now=now).model_dump(),
        "keys": [{"kid": one.kid, "kty": one.key_type} for one in keys],
    }


def _object(body: bytes, host: str, *, status: int = 200) -> dict[str, Any]:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise InputError("Z-116", host=host, reason=f"HTTP {status}, JSON") from error
    if not isinstance(told, dict):
        raise InputError("Z-116", host=host, reason=f"HTTP {status}, JSON")
    return told


def _verifies(key: Mapping[str, Any]) -> bool:
    """Whether a published key is for signatures, and public."""
    return key.get("use", "sig") == "sig" and key.get("kty") != "oct"


def _host(address: str) -> str:
    return urlsplit(address).netloc
