"""Numbers as tables show them: commas from four digits, a true minus, a dash for *no data*."""

from __future__ import annotations

NO_DATA = "—"


def grouped(value: float | None, digits: int | None) -> str:
    """``9,034.5``; ``−3``; ``—`` when there is no value.

    :param digits: decimals to show; None shows whole numbers whole and others with at most two.
    """
    if value is None:
        return NO_DATA
    if digits is None:
        digits = 0 if float(value).is_integer() else 2
    text = f"{value:,.{digits}f}"
    return "−" + text[1:] if text.startswith("-") and text.strip("-0.,") else text.lstrip("-")
