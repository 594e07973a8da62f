"""How far a limit or a factor may be trusted: where its number was read."""

from __future__ import annotations

from enum import StrEnum


class Trust(StrEnum):
    """From the statute itself down to what is merely said."""

    LAW = "L"
    SEEN = "S"
    STATISTICS = "ST"
    DERIVED = "D"
    CHOSEN = "C"
    GENERAL = "G"

    @property
    def is_citable(self) -> bool:
        """Whether a document may cite the number as a fact; never what nobody has verified."""
        return self is not Trust.GENERAL

    @property
    def zh(self) -> str:
        """What it means, in Chinese."""
        return _MEANINGS[self][0]

    @property
    def en(self) -> str:
        """What it means, in English."""
        return _MEANINGS[self][1]


_MEANINGS = {
    Trust.LAW: ("法律法规原文", "read in the statute or regulation"),
    Trust.SEEN: ("公开网页所见", "read in a public page"),
    Trust.STATISTICS: ("公布统计", "published statistics"),
    Trust.DERIVED: ("推算", "derived, reproducible"),
    Trust.CHOSEN: ("本平台取值，可配置", "the platform's own choice, configurable"),
    Trust.GENERAL: ("未核实，不得引用", "unverified, not for citation"),
}
