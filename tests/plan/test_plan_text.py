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
        for record in (*plan.records, *plan.tasks, *plan.notes)
        for place in getattr(record, "at", ())
    ]
    places += [("notation", place) for place in plan.notation.at]
    places += [(part.zh, place) for part in (*plan.areas, *plan.boxes) for place in part.at]
    wrong = [
        f"{name} line {place.line}: {place.text!r} is not in {lines[place.line - 1]!r}"
        for name, place in places
        if plain(place.text) not in lines[place.line - 1]
    ]
    assert not wrong, "\n".join(wrong)


def register() -> list[tuple[str, str]]:
    """Every row ``(id, kind)`` of the register of plan items."""
    text = (SHARED / "domain" / "plan_items.md").read_text("utf-8")
    rows = []
    for line in text.split("\n"):
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if re.fullmatch(r"(SX|IM)-\d{3}", cells[0]):
            rows.append((cells[0], cells[-2]))
    return rows


def items_of(plan: Plan) -> set[str]:
    return {
        record.item
        for record in (*plan.targets, *plan.facts, *plan.milestones, *plan.projects, *plan.notes)
    }


def test_every_numeric_item_of_the_register_is_held():
    held = set().union(*(items_of(plan) for plan in load_plans()))
    wanted = [name for name, kind in register() if kind.startswith("N")]
    assert len(wanted) > 100
    assert [name for name in wanted if name not in held] == []


def followed_up(plan: Plan) -> set[str]:
    """The items that the register of responsibility covers or says it leaves out."""
    tasks = {item for task in plan.tasks for item in (*task.items, *task.serves)}
    return tasks | {item for outside in plan.outside_register for item in outside.items}


def test_every_soft_item_is_covered_by_a_task_or_said_to_be_no_matter_of_the_register():
    covered = set().union(*(followed_up(plan) for plan in load_plans()))
    soft = [name for name, kind in register() if "S" in kind]
    assert len(soft) > 150
    assert [name for name in soft if name not in covered] == []


def test_every_item_of_the_parts_on_tasks_and_guarantees_stands_in_a_task():
    """SX-057 to SX-158 and IM-058 to IM-125: parts 1.3, 1.4, 2.3 and 2.4 of the register."""
    named = {item for plan in load_plans() for task in plan.tasks for item in task.items}
    parts = [f"SX-{n:03}" for n in range(57, 159)] + [f"IM-{n:03}" for n in range(58, 126)]
    assert set(parts) <= {name for name, _ in register()}
    assert [name for name in parts if name not in named] == []


def test_every_item_named_in_the_data_stands_in_the_register():
    known = {name for name, _ in register()}
    for plan in load_plans():
        named = items_of(plan) | set() | followed_up(plan)
        assert named <= known


def inventory(mark: str) -> list[str]:
    """The numbers of one plan in the numeric inventory (part 4), as printed there."""
    text = (SHARED / "domain" / "plan_items.md").read_text("utf-8")
    part = text.split("# 4. Numeric inventory")[1].split("\n---")[0]
    line = next(line for line in part.split("\n") if line.startswith(f"**{mark}**"))
    for name in ("5G", "国六"):  # technologies, not figures
        line = line.replace(name, "")
    return re.findall(r"\d+(?:\.\d+)?", line)


def numbers_of(plan: Plan) -> set[float]:
    """Every number the data of a plan holds: printed, counted or dated."""
    found: set[float] = set()
    for figure in plan.figures:
        if not figure.outside:
            found |= {float(n) for n in re.findall(r"\d+(?:\.\d+)?", figure.printed.text)}
            found.add(figure.printed.number)
    for project in plan.projects:
        found.add(float(len(project.places)))
    for record in (*plan.milestones, *plan.projects):
        if record.due is not None:
            found |= {float(record.due.year), float(record.due.month)}
    found |= {float(target.year) for target in plan.targets}
    for fact in plan.facts:
        found |= {float(n) for place in fact.at for n in re.findall(r"\d+", place.text)}
    return found


@pytest.mark.parametrize(("mark", "name"), [("SX", "shanxi"), ("IM", "inner-mongolia")])
def test_every_number_of_the_inventory_is_held(mark, name):
    plan = next(plan for plan in load_plans() if plan.id == name)
    wanted = inventory(mark)
    assert len(wanted) > 60
    held = numbers_of(plan)
    assert [number for number in wanted if float(number) not in held] == []
