"""The unified delivery address code, in a draft profile.

GB/T 41832-2022 joins a country code, the code of a satellite positioning system and a delivery
location code on the BeiDou grid, and adds a check character. The lengths, the alphabet of the
system code and the check algorithm stand in a text that was not at hand; so this is a profile of
our own, ``draft-1``, and every value says that it is **not certified to GB/T 41832**:

``country (ISO 3166 numeric, 3 digits) + BD + GB/T 39409 code + check (ISO 7064 MOD 37,36)``,
with an extension behind a hyphen.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar

from jidi.core.errors import ValueProblem
from jidi.core.from_text import FromText
from jidi.core.grid import GridCell
from jidi.core.numerals import fold

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_FORM = re.compile(r"(\d{3})(BD)([NS][0-9A-Z]+)([0-9A-Z])(?:-([0-9A-Z]+))?")
_EXTENSION = re.compile(r"[0-9A-Z]*")


@dataclass(frozen=True, slots=True)
class AddressCode(FromText):
    """A delivery address code of the profile ``draft-1``, checked at birth.

    :param country: three digits of ISO 3166-1; 156 is China.
    :param location: the grid cell of the door, cabinet or counter; less than a hemisphere.
    :param extension: capital letters and digits of the sender's own use, may be empty.
    :raises ValueProblem: C-701 when a part has the wrong form.
    """

    profile: ClassVar[str] = "draft-1"
    certified: ClassVar[bool] = False
    """No value of this profile may be shown as a code certified to GB/T 41832."""

    country: str
    location: GridCell
    extension: str = ""

    def __post_init__(self) -> None:
        country_fits = len(self.country) == 3 and self.country.isascii() and self.country.isdigit()
        extension_fits = _EXTENSION.fullmatch(self.extension) is not None
        if not (country_fits and extension_fits and self.location.level > 0):
            raise ValueProblem("C-701", text=f"{self.country}…{self.extension}")

    @classmethod
    def parse(cls, text: str) -> AddressCode:
        """A code from its print; spaces, lower case and full width are forgiven.

        :raises ValueProblem: C-701 for a wrong form, C-702 for a wrong check character, C-601 for
            a location that is no grid code.
        """
        match = _FORM.fullmatch(fold(text).replace(" ", "").upper())
        if match is None:
            raise ValueProblem("C-701", text=text)
        country, _, location, check, extension = match.groups()
        code = cls(country, GridCell.parse(location), extension or "")
        if code.check != check:
            raise ValueProblem("C-702", text=text, given=check, expected=code.check)
        return code

    @property
    def body(self) -> str:
        """Country, system and location, without the check character."""
        return f"{self.country}BD{self.location}"

    @property
    def check(self) -> str:
        """The check character of the body."""
        return mod_37_36(self.body)

    @property
    def notice(self) -> str:
        """What must stand beside every code that is shown."""
        return f"{self.profile}: 未经 GB/T 41832 认证 · not certified to GB/T 41832"

    def __str__(self) -> str:
        return self.body + self.check + (f"-{self.extension}" if self.extension else "")


def mod_37_36(text: str) -> str:
    """The check character of ISO 7064 MOD 37,36 for digits and capital letters.

    :raises ValueProblem: C-703 when another character occurs, or none at all.
    """
    if not text or any(sign not in _ALPHABET for sign in text):
        raise ValueProblem("C-703", text=text)
    carried = 36
    for sign in text:
        total = (carried + _ALPHABET.index(sign)) % 36 or 36
        carried = total * 2 % 37
    return _ALPHABET[(37 - carried) % 36]
