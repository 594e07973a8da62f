"""Judging an identity token: signature, algorithm, issuer, audience, nonce, times."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from joserfc import jwt
from joserfc.errors import ClaimError, InvalidKeyIdError, JoseError
from joserfc.jwt import JWTClaimsRegistry

from jidi.core.errors import InputError
from jidi.service.oidc_provider import IdentityProvider

CLOCKS_APART_S: Final = 60
"""How far the provider's clock and ours may be apart; own choice."""


def verified(
    token: str, provider: IdentityProvider, *, nonce: str, now: datetime
) -> Mapping[str, Any]:
    """What a token says of somebody, once it is certain that the provider says so, to us, now.

    :param nonce: what was asked with; a token that answers another question is refused.
    :raises InputError: Z-117 when signature, key or algorithm do not hold, Z-118 when a claim does
        not; Z-115, Z-116 when its keys cannot be asked for.
    """
    claims = _signed(token, provider, now=now)
    _check_claims(claims, provider, nonce=nonce, now=now)
    return claims


def _signed(token: str, provider: IdentityProvider, *, now: datetime) -> dict[str, Any]:
    algorithms = provider.settings.algorithms
    try:
        try:
            return jwt.decode(token, provider.keys(now=now), algorithms=algorithms).claims
        except InvalidKeyIdError:  # the provider may have changed its keys since
            afresh = provider.keys(now=now, afresh=True)
            return jwt.decode(token, afresh, algorithms=algorithms).claims
    except (JoseError, ValueError, TypeError) as error:
        raise InputError("Z-117", reason=_words(error)) from error


def _check_claims(
    claims: dict[str, Any], provider: IdentityProvider, *, nonce: str, now: datetime
) -> None:
    settings = provider.settings
    wanted = JWTClaimsRegistry(
        now=int(now.timestamp()),
        leeway=CLOCKS_APART_S,
        iss={"essential": True, "value": settings.issuer},
        aud={"essential": True, "value": settings.client},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
        nonce={"essential": True, "value": nonce},
    )
    try:
        wanted.validate(claims)
    except ClaimError as error:
        raise InputError("Z-118", claim=error.claim, reason=_words(error)) from error
    # OpenID Connect Core 1.0, 3.1.3.7: among several audiences the token says for whom it is.
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if (several or "azp" in claims) and claims.get("azp") != settings.client:
        raise InputError("Z-118", claim="azp", reason=str(claims.get("azp", "—"))[:100])


def _words(error: Exception) -> str:
    return (str(error) or type(error).__name__)[:200]
