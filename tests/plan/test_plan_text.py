"""Every record of both plans stands where it says in the plan text, and nothing is left out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from jidi.model.plan import Plan
from jidi.model.plan_loader import load_plans

SHARED = Path(__file__).parents[3] / "shared"
needs_texts = pytest.mark.skipif(
    not (SHARED / "plans").is_dir(), reason="the plan texts of ../shared are not here"
)
pytestmark = [pytest.mark.realdata, needs_texts]

HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
"""Full-width forms to ASCII; ① and its like are left alone."""


def plain(text: str) -> str:
    """Text without spaces and emphasis marks, in half width, with an ordinary decimal point."""
    text = text.translate(HALF_WIDTH | {0x1001B0: ".", 0x2212: "-", 0x2013: "-"})
    return re.sub(r"[\s*]", "", text)


def lines_of(plan: Plan) -> list[str]:
    text = (SHARED / "plans" / plan.text_file).read_text("utf-8")
    return [plain(line) for line in text.split("\n")]


@pytest.mark.parametrize("plan", load_plans(), ids=lambda plan: plan.id)
def test_every_snippet_stands_at_its_line(plan):
    lines = lines_of(plan)
    places = [
        (record.id, place)
        for record in (*plan.targets, *plan.facts, *plan.milestones, *plan.projects, *plan.notes)
        for place in record.at
    ]
    places += [("notation", place) for place in plan.notation.at]
    places += [(r.id, place) for r in plan.relations for place in getattr(r, "at", ())]
    wrong = [
        f"{name} line {place.line}: {place.text!r} is not in {lines[place.line - 1]!r}"
        for name, place in places
        if plain(place.text) not in lines[place.line - 1]
    ]
    assert not wrong, "\n".join(wrong)
