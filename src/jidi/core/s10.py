"""UPU S10: the thirteen-character identifier of an international postal item.

Two letters (service), eight digits (serial number), a check digit, two letters (country): for
instance ``EB000717618HK``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from jidi.core.errors import ValueProblem
from jidi.core.from_text import FromText
from jidi.core.numerals import fold

_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)


class Service(StrEnum):
    """What class of item the first two letters announce."""

    EMS = "ems"
    PARCEL = "parcel"
    REGISTERED = "registered"
    TRACKED_LETTER = "tracked_letter"
    UNTRACKED_LETTER = "untracked_letter"
    INSURED = "insured"
    ECOMMERCE_PARCEL = "ecommerce_parcel"
    M_BAG = "m_bag"
    IBRS = "ibrs"
    DOMESTIC_OR_BILATERAL = "domestic_or_bilateral"
    RESERVED = "reserved"


# (first letter, first and last second letter, class); what no row covers is reserved.
_RANGES = (
    ("E", "A", "Z", Service.EMS),
    ("C", "A", "Z", Service.PARCEL),
    ("R", "A", "Z", Service.REGISTERED),
    ("L", "A", "Z", Service.TRACKED_LETTER),
    ("U", "A", "Z", Service.UNTRACKED_LETTER),
    ("V", "A", "Z", Service.INSURED),
    ("H", "A", "Z", Service.ECOMMERCE_PARCEL),
    ("M", "A", "Z", Service.M_BAG),
    ("Q", "A", "M", Service.IBRS),
    ("A", "V", "Z", Service.DOMESTIC_OR_BILATERAL),
    ("B", "A", "Z", Service.DOMESTIC_OR_BILATERAL),
    ("D", "A", "Z", Service.DOMESTIC_OR_BILATERAL),
    ("G", "A", "A", Service.DOMESTIC_OR_BILATERAL),
    ("G", "D", "D", Service.DOMESTIC_OR_BILATERAL),
    ("N", "A", "Z", Service.DOMESTIC_OR_BILATERAL),
    ("P", "A", "Z", Service.DOMESTIC_OR_BILATERAL),
    ("Z", "A", "Z", Service.DOMESTIC_OR_BILATERAL),
)


@dataclass(frozen=True, slots=True)
class S10(FromText):
    """An S10 identifier, checked at birth.

    :param service_indicator: two letters.
    :param serial: eight digits, zeros in front kept.
    :param country: the two letters of ISO 3166-1.
    :raises ValueProblem: C-501 when a part has the wrong form.
    """

    service_indicator: str
    serial: str
    country: str

    def __post_init__(self) -> None:
        letters = (self.service_indicator, self.country)
        well_formed = all(_is_letters(pair) for pair in letters) and _is_digits(self.serial, 8)
        if not well_formed:
            raise ValueProblem("C-501", text="".join((letters[0], self.serial, letters[1])))

    @classmethod
    def make(cls, service_indicator: str, serial: int, country: str) -> S10:
        """The identifier of the ``serial``-th item of a service.

        :raises ValueProblem: C-501 when a part has the wrong form or the serial nine digits.
        """
        return cls(service_indicator, f"{serial:08d}", country)

    @classmethod
    def parse(cls, text: str) -> S10:
        """An identifier from its print; spaces, lower case and full width are forgiven.

        :raises ValueProblem: C-501 for a wrong form, C-502 for a wrong check digit.
        """
        plain = fold(text).replace(" ", "").upper()
        if len(plain) != 13 or not _is_digits(plain[10], 1):
            raise ValueProblem("C-501", text=text)
        item = cls(plain[:2], plain[2:10], plain[11:])
        if plain[10] != str(item.check_digit):
            raise ValueProblem("C-502", text=plain, given=plain[10], expected=item.check_digit)
        return item

    @property
    def check_digit(self) -> int:
        """The digit behind the serial number."""
        return check_digit(self.serial)

    @property
    def service(self) -> Service:
        """The class of item its letters announce."""
        first, second = self.service_indicator[0], self.service_indicator[1]
        return next(
            (kind for f, low, high, kind in _RANGES if first == f and low <= second <= high),
            Service.RESERVED,
        )

    def __str__(self) -> str:
        return f"{self.service_indicator}{self.serial}{self.check_digit}{self.country}"


def check_digit(serial: str) -> int:
    """The S10 check digit of eight digits.

    :raises ValueProblem: C-501 when it is not eight digits.
    """
    if not _is_digits(serial, 8):
        raise ValueProblem("C-501", text=serial)
    weighted = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, serial, strict=True))
    return {10: 0, 11: 5}.get(11 - weighted % 11, 11 - weighted % 11)


def _is_letters(pair: str) -> bool:
    return len(pair) == 2 and pair.isascii() and pair.isalpha() and pair.isupper()


def _is_digits(text: str, length: int) -> bool:
    return len(text) == length and text.isascii() and text.isdigit()
