"""Signing in with an identity provider: OpenID Connect, authorisation code flow with PKCE.

What binds the beginning to the end is one secret that only the browser keeps: state, nonce and
verifier are derived from it, so the server keeps nothing until somebody is signed in. A return
begins one session and no more. Who somebody is here, and what they may, is Jidi's own: an unknown
subject is refused, no account is made.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from secrets import token_urlsafe
from typing import Any, Final, Self
from urllib.parse import urlencode

from jidi.core.errors import InputError, JidiError
from jidi.lake.oidc_settings import OidcSettings
from jidi.model.access import access_table
from jidi.registry import Registry
from jidi.registry.people import DEMO, PeopleBook
from jidi.registry.sessions import SessionBook
from jidi.registry.subjects import SubjectBook
from jidi.service.oidc_provider import IdentityProvider
from jidi.service.oidc_token import verified
from jidi.service.sign_in import Secret, digest_of, new_secret

TERM: Final = timedelta(minutes=10)
"""How long somebody may take at the provider; own choice."""


@dataclass(frozen=True)
class Attempt:
    """A sign-in that was begun, as the browser keeps it.

    :param secret: 256 random bits.
    :param begun: seconds since 1970.
    """

    secret: str
    begun: int

    @classmethod
    def new(cls, *, now: datetime) -> Self:
        """One that begins now."""
        return cls(token_urlsafe(32), int(now.timestamp()))

    @classmethod
    def kept(cls, text: str, *, now: datetime) -> Self:
        """What the browser brought back.

        :raises InputError: Z-110 when it brought nothing, or too late.
        """
        begun, _, secret = text.partition(".")
        if not (begun.isascii() and begun.isdigit() and len(begun) < 12 and len(secret) > 40):
            raise InputError("Z-110", minutes=int(TERM.total_seconds() // 60))
        found = cls(secret, int(begun))
        if not timedelta(0) <= now - found.moment <= TERM:
            raise InputError("Z-110", minutes=int(TERM.total_seconds() // 60))
        return found

    @property
    def text(self) -> str:
        """For the browser."""
        return f"{self.begun}.{self.secret}"

    @property
    def moment(self) -> datetime:
        """When it began."""
        return datetime.fromtimestamp(self.begun, UTC)

    @property
    def state(self) -> str:
        """What the provider sends back with the browser."""
        return self._derived("state")

    @property
    def nonce(self) -> str:
        """What the provider writes into the token."""
        return self._derived("nonce")

    @property
    def verifier(self) -> str:
        """What shows that whoever brings the code is who began (RFC 7636)."""
        return self._derived("verifier")

    @property
    def challenge(self) -> str:
        """The verifier's digest, sent at the beginning."""
        return _base64(hashlib.sha256(self.verifier.encode("ascii")).digest())

    def _derived(self, what: str) -> str:
        key = self.secret.encode("utf-8")
        return _base64(hmac.digest(key, what.encode("ascii"), "sha256"))


@dataclass(frozen=True)
class Returned:
    """What the browser brings from the provider.

    :param issuer: who says so (RFC 9207); empty when the provider does not tell.
    :param error: its refusal; empty when it gave a code.
    """

    code: str
    state: str
    issuer: str = ""
    error: str = ""


def way_out(provider: IdentityProvider, attempt: Attempt, *, back: str, now: datetime) -> str:
    """The address at the provider where an attempt goes on.

    :param back: where the browser comes back to; the provider must know it.
    :raises InputError: Z-113, Z-115, Z-116 when the provider does not tell its addresses.
    """
    settings = provider.settings
    address = provider.endpoints(now=now).authorization
    asked = {
        "response_type": "code",
        "client_id": settings.client,
        "redirect_uri": back,
        "scope": " ".join(settings.scopes),
        "state": attempt.state,
        "nonce": attempt.nonce,
        "code_challenge": attempt.challenge,
        "code_challenge_method": "S256",
    }
    return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}"


def way_out_of_provider(provider: IdentityProvider, *, home: str) -> str:
    """Where one signs out of the provider too; empty when that is not known."""
    address = provider.known_sign_out()
    if not address:
        return ""
    asked = {"client_id": provider.settings.client, "post_logout_redirect_uri": home}
    return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}"


def sign_in_by_provider(
    registry: Registry, provider: IdentityProvider, attempt: Attempt, returned: Returned, *,
    back: str, now: datetime,
) -> Secret:  # fmt: skip
    """A session for whom the provider vouches for.

    A refusal of somebody, or of a token, stands in the audit log; a return that fits no attempt
    does not, for anybody could fill the log with such.

    :raises InputError: Z-111 to Z-120 with what does not hold; see ``errors/web_oidc.toml``.
    """
    _check_return(registry, provider, attempt, returned)
    token = provider.trade(returned.code, verifier=attempt.verifier, back=back, now=now)
    told: dict[str, Any] = {"issuer": provider.settings.issuer}
    try:
        claims = verified(token, provider, nonce=attempt.nonce, now=now)
        told["subject"] = claims["sub"]
        person = _person(registry, provider.settings, claims)
        made = new_secret()
        until = now + timedelta(hours=access_table().terms.absolute_hours)
        SessionBook(registry).begin_by_provider(
            person, made.digest, until=until, at=now, facts=told,
            once=digest_of(attempt.secret), once_until=attempt.moment + TERM,
        )  # fmt: skip
    except JidiError as error:
        SessionBook(registry).note_refused({**told, "code": error.code}, at=now)
        raise
    return made


def _check_return(
    registry: Registry, provider: IdentityProvider, attempt: Attempt, returned: Returned
) -> None:
    """Whether this return answers that attempt, for the first time."""
    if not hmac.compare_digest(returned.state.encode("utf-8"), attempt.state.encode("ascii")):
        raise InputError("Z-111")
    if returned.issuer not in ("", provider.settings.issuer):
        wanted = provider.settings.issuer
        raise InputError("Z-113", found=returned.issuer[:200], wanted=wanted)
    if returned.error or not returned.code:
        raise InputError("Z-112", reason=returned.error[:100] or "—")
    if SessionBook(registry).has_returned(digest_of(attempt.secret)):
        raise InputError("Z-114")


def _person(registry: Registry, settings: OidcSettings, claims: Mapping[str, Any]) -> str:
    """Who somebody is here: the person tied to them, else the one that the claim rule names."""
    subject = str(claims["sub"])
    id_ = SubjectBook(registry).person_of(settings.issuer, subject)
    if id_ is None and settings.person_claim:
        id_ = _claimed(settings.person_claim, claims)
    found = next((one for one in PeopleBook(registry).all() if one.id == id_), None)
    if found is None or found.kind == DEMO:
        raise InputError("Z-119", subject=subject[:255])
    if found.closed:
        raise InputError("Z-120", person=found.id)
    return found.id


def _claimed(claim: str, claims: Mapping[str, Any]) -> str | None:
    value = claims.get(claim)
    if claim == "email" and claims.get("email_verified") is not True:
        return None
    return value if isinstance(value, str) and value else None


def _base64(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")
