"""The row of large numbers at the head of a page about one design."""

from __future__ import annotations

from collections.abc import Iterable

import htpy as h
from htpy import Element

KeyNumber = tuple[str, str, str, str]
"""What it is called, the number, its unit, and a line below."""


def key_row(numbers: Iterable[KeyNumber]) -> Element:
    """The numbers beside each other; below each other on small screens."""
    return h.div(class_="keys")[
        (
            h.div(class_="key still")[
                h.span(class_="key-head")[h.span(class_="key-name")[name]],
                h.span(class_="key-body")[
                    h.span(class_="key-number")[h.strong[value], h.span(class_="unit")[unit]]
                ],
                h.span(class_="key-foot")[foot],
            ]
            for name, value, unit, foot in numbers
        )
    ]
