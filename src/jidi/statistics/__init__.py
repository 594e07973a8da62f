"""Floor 3: statistical bulletins, read from decoded text into figures, and checked.

``read_bulletin(text, …)`` gives a :class:`Bulletin`: observations ready for a book, findings with
their arithmetic, and what was not understood. Nothing here opens a file, asks the clock or knows
a book.
"""

from jidi.statistics.bulletin import Bulletin, read_bulletin
from jidi.statistics.checks.known import plain_of
from jidi.statistics.finding import Finding, Rule, Verdict
from jidi.statistics.flow import Span
from jidi.statistics.observing import Accepted, Refused
from jidi.statistics.settling import Given
from jidi.statistics.statement import LeftOver, Statement

__all__ = [
    "Accepted",
    "Bulletin",
    "Finding",
    "Given",
    "LeftOver",
    "Refused",
    "Rule",
    "Span",
    "Statement",
    "Verdict",
    "plain_of",
    "read_bulletin",
]
