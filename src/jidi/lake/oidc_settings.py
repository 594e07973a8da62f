"""``[oidc]`` in ``jidi.toml``: the identity provider whose sign-in a book takes beside its own.

Everything that the provider would tell by discovery may be given instead, for networks on which it
cannot be asked. Unknown keys are refused with the nearest known, like everywhere.
"""

from __future__ import annotations

import ipaddress
from typing import Final, Literal
from urllib.parse import urlsplit

from pydantic import Field

from jidi.core.errors import Place, WorkspaceError
from jidi.core.nearest import suggestion
from jidi.model.strict import Strict

ALGORITHMS: Final = (
    "RS256",
    "RS384",
    "RS512",
    "PS256",
    "PS384",
    "PS512",
    "ES256",
    "ES384",
    "ES512",
)
"""Signatures with a public key. Those with a shared secret (HS256) and none at all are not taken:
whoever can choose the algorithm of a token must not be able to sign it."""
Authentication = Literal["none", "client_secret_basic", "client_secret_post"]


class OidcEndpoints(Strict):
    """Addresses of a provider that cannot be asked for them.

    :param authorization: where the browser is sent to sign in.
    :param token: where Jidi trades the code for the token.
    :param keys: where the provider's public keys stand (``jwks_uri``); or a file with them.
    :param sign_out: where one signs out of the provider; empty when it has no such address.
    """

    authorization: str = Field(min_length=1)
    token: str = Field(min_length=1)
    keys: str = Field(min_length=1)
    sign_out: str = ""


class OidcSettings(Strict):
    """How a book asks one provider (OpenID Connect Core 1.0, authorisation code flow with PKCE).

    :param issuer: the provider's name, which its tokens bear; discovery is asked below it.
    :param client: what Jidi is called there (``client_id``).
    :param address: under which browsers reach this server, such as ``https://jidi.example.cn``.
    :param name_zh: what the button says after 使用, such as 省局统一身份认证.
    :param name_en: the same in English.
    :param authentication: how Jidi proves to the provider that it is Jidi.
    :param secret_file: holds the secret of ``client``; never in ``jidi.toml`` itself. Relative to
        the book's folder.
    :param ca_file: certificates that are trusted besides for the provider, in PEM.
    :param endpoints: instead of discovery.
    :param algorithms: with which its tokens may be signed.
    :param scopes: what is asked for; ``openid`` always.
    :param person_claim: the claim that holds a person's id of this book; empty when every person is
        tied to a subject by an administrator. ``email`` counts only where it is verified.
    """

    issuer: str = Field(min_length=1)
    client: str = Field(min_length=1)
    address: str = Field(min_length=1)
    name_zh: str = Field(default="统一身份认证", min_length=1)
    name_en: str = Field(default="the identity provider", min_length=1)
    authentication: Authentication = "client_secret_basic"
    secret_file: str = ""
    ca_file: str = ""
    endpoints: OidcEndpoints | None = None
    algorithms: tuple[str, ...] = ("RS256",)
    scopes: tuple[str, ...] = ("openid",)
    person_claim: str = ""


def check_oidc(settings: OidcSettings, *, where: Place | None = None) -> None:
    """Refuse what could not be safe, or could not work.

    :raises WorkspaceError: Z-100 an address that is neither https nor of this machine; Z-101 an
        algorithm that is not taken; Z-102 secret and authentication do not fit; Z-103 without
        ``openid``.
    """
    given = settings.endpoints
    asked = [settings.issuer, settings.address]
    if given is not None:
        asked += [given.authorization, given.token, *([given.sign_out] if given.sign_out else [])]
        asked += [given.keys] if "://" in given.keys else []
    for address in asked:
        if not is_safe(address):
            raise WorkspaceError("Z-100", where=where, address=address)
    for name in settings.algorithms or ("—",):
        if name not in ALGORITHMS:
            nearest = suggestion(name, ALGORITHMS)
            raise WorkspaceError("Z-101", where=where, asked=name, nearest=nearest)
    if (settings.authentication == "none") != (settings.secret_file == ""):
        raise WorkspaceError("Z-102", where=where, authentication=settings.authentication)
    if "openid" not in settings.scopes:
        raise WorkspaceError("Z-103", where=where, scopes=" ".join(settings.scopes) or "—")


def is_safe(address: str) -> bool:
    """Whether nobody on the network can read or change what goes to an address."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        if not host or parts.username is not None or parts.fragment:
            return False
    except ValueError:
        return False
    if parts.scheme == "http":
        return _is_here(host)
    return parts.scheme == "https"


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
