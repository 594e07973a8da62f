"""The one gate before anything is written over the network.

Where nobody can sign in, the server writes only when it listens on this machine alone, and records
the name it is given. Elsewhere it writes for a person who signed in or a program with a token. It
writes at the behest of its own pages or of a program, never of another site.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

from fastapi import Request

from jidi.core.errors import InputError
from jidi.service.access import NOBODY, Asker
from jidi.service.capture_files import MOST_BYTES


@dataclass(frozen=True)
class Writes:
    """Whether this server writes.

    :param host: the address it listens on.
    :param read_only: it was started to read only.
    :param most_bytes: size of the largest file it takes.
    """

    host: str = "127.0.0.1"
    read_only: bool = False
    most_bytes: int = MOST_BYTES

    def refusal(self, asker: Asker = NOBODY) -> InputError | None:
        """Why nothing is written for this asker; None when it is."""
        if self.read_only:
            return InputError("F-212")
        return None if is_loopback(self.host) or asker.is_signed_in else InputError("F-211")


def check_writes(request: Request) -> None:
    """Let a request through that may write.

    :raises InputError: F-211, F-212 when this server does not write; F-213 when another site asks
        through the visitor's browser, or under a name that is not this machine's.
    """
    asker: Asker = request.state.asker
    refusal = request.app.state.writes.refusal(asker)
    if refusal is not None:
        raise refusal
    if asker.kind != "token":  # no browser sends a token by itself
        check_same_origin(request)


def check_same_origin(request: Request) -> None:
    """Let a request through that our own pages or a program make.

    :raises InputError: F-213 when another site asks through the visitor's browser, or, where only
        this machine is served, under a name that is not this machine's.
    """
    host = request.headers.get("host", "")
    here = is_loopback(request.app.state.writes.host)
    if here and not is_loopback(_name(host)):  # a name of somebody else's that leads here
        raise InputError("F-213", origin=host[:100] or "—")
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != host:
        raise InputError("F-213", origin=origin[:100])
    if request.headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
        raise InputError("F-213", origin=request.headers["sec-fetch-site"])


def is_loopback(host: str) -> bool:
    """Whether an address is reached from this machine only."""
    try:
        return host == "localhost" or ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _name(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""
