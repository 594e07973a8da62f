"""Joint networks as JSON: the same value, the same bytes; read strictly."""

from __future__ import annotations

from typing import Final

from jidi.core.errors import raise_together
from jidi.network.rural.codec import Reader, plain
from jidi.network.rural.files import file_bytes, opened
from jidi.network.rural.joint import Joint

JOINT: Final = "jidi-rural-joint"


def joint_bytes(joint: Joint, *, synthetic: bool) -> bytes:
    """A joint network as a file; ``synthetic`` as its problem says."""
    return file_bytes(JOINT, {"joint": plain(joint), "synthetic": synthetic})


def is_joint(content: bytes) -> bool:
    """Whether a file says of itself that it holds a joint network."""
    return f'"format":"{JOINT}"'.encode() in content


def read_joint(content: bytes, *, file: str) -> tuple[Joint, bool]:
    """A joint network from a file, and whether it is synthetic.

    :raises InputError: as :func:`jidi.network.rural.files.read_design`.
    """
    data = opened(content, JOINT, ("joint", "synthetic"), file)
    reader = Reader(file)
    joint: Joint = reader.read(Joint, data["joint"], "joint")
    synthetic: bool = reader.read(bool, data["synthetic"], "synthetic")
    raise_together(reader.errors)
    return joint, synthetic
