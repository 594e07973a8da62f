"""What the file of a kept design says it is: told before what reads it is loaded, which takes long.

Files of one county's design, and of a joint network, say it in another way, see
:mod:`jidi.network.rural.files`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from jidi.core.errors import InputError
from jidi.core.worded import reason_of
from jidi.network.rural.joint_files import is_joint

HUBS: Final = "jidi hubs 2"
TRUNK: Final = "jidi trunk 1"
SORTING: Final = "jidi sorting 1"
COLD_CHAIN: Final = "jidi cold chain 1"
BORDER: Final = "jidi border 2"
JOINT: Final = "jidi rural joint 1"
PLAN_CHECK: Final = "jidi plan check 1"
ANSWERS: Final = frozenset({SORTING, COLD_CHAIN, BORDER, JOINT, PLAN_CHECK})
"""Forms of designs that are made in one go and told in one shape."""


def file_bytes(path: Path) -> bytes:
    """The content of a file. :raises InputError: N-654 when it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError("N-654", path=str(path), reason=reason_of(error)) from error


def form_of(path: Path) -> str:
    """What form of file it says it is; empty where it says nothing, or cannot be read."""
    try:
        kept = json.loads(file_bytes(path))
    except (ValueError, InputError):
        return ""
    return str(kept.get("form", "")) if isinstance(kept, dict) else ""


def holds_joint(path: Path) -> bool:
    """Whether it is a joint network's. :raises InputError: N-654 when it cannot be read."""
    return is_joint(file_bytes(path))
