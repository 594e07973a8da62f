"""Reading the plans of ``definitions/plans``: one folder per plan, one file per kind of record."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from jidi.core.errors import DefinitionError, InputError, Place, UnknownName
from jidi.core.nearest import suggestion
from jidi.core.worded import listed
from jidi.model.plan import Plan
from jidi.model.strict import build, read_text, read_toml

_HEAD = "plan.toml"


def read_plan(folder: Traversable) -> Plan:
    """The plan of one folder: ``plan.toml`` and, beside it, files that add lists of records.

    :raises DefinitionError: D-100 to D-103 for a file that is wrong; P-103 when two files hold the
        same key.
    """
    data: dict[str, Any] = {}
    for entry in sorted(folder.iterdir(), key=lambda e: (e.name != _HEAD, e.name)):
        if not entry.name.endswith(".toml"):
            continue
        place = f"{folder.name}/{entry.name}"
        for key, value in read_toml(read_text(entry), file=place).items():
            if key in data:
                raise DefinitionError("P-103", where=Place(file=place), key=key)
            data[key] = value
    return build(Plan, data, where=Place(file=folder.name))


def read_plan_file(path: Path) -> Plan:
    """The plan of one TOML file, such as a draft.

    :raises DefinitionError: D-100 to D-103 for a file that is wrong.
    :raises InputError: T-100 when there is no such file.
    """
    if not path.is_file():
        raise InputError("T-100", where=Place(file=path.name), file=path.name)
    data = read_toml(read_text(path), file=path.name)
    return build(Plan, data, where=Place(file=path.name))


@cache
def load_plans() -> tuple[Plan, ...]:
    """Every plan Jidi knows, by id."""
    folder = files("jidi.definitions") / "plans"
    found = [read_plan(entry) for entry in folder.iterdir() if (entry / _HEAD).is_file()]
    return tuple(sorted(found, key=lambda plan: plan.id))


def own_plans(folder: Path) -> tuple[Plan, ...]:
    """The plans a workspace brings along, by id.

    :param folder: its ``definitions/plans``; it need not exist.
    :raises DefinitionError: D-100 to D-103, P-103; P-104 when one is called like a plan of ours.
    """
    places = sorted(folder.iterdir()) if folder.is_dir() else []
    found = [read_plan(place) for place in places if (place / _HEAD).is_file()]
    ours = {plan.id for plan in load_plans()}
    for plan in found:
        if plan.id in ours:
            raise DefinitionError("P-104", where=Place(file=plan.id), plan=plan.id)
    return tuple(found)


def load_plan(name: str, *, own: Path | None = None) -> Plan:
    """The plan with that id, title, province name or code.

    :param own: where a workspace keeps plans of its own; those answer to id and title only.
    :raises UnknownName: P-100 with the nearest name. :raises DefinitionError: as own_plans.
    """
    brought = () if own is None else own_plans(own)
    known = {title.casefold(): plan for plan in brought for title in (plan.id, plan.zh)}
    for plan in load_plans():
        for title in (plan.id, plan.zh, plan.en, plan.province, *plan.aliases):
            known.setdefault(title.casefold(), plan)
    wanted = name.strip().casefold()
    if wanted not in known:
        ids = [plan.id for plan in (*brought, *load_plans())]
        near = suggestion(wanted, known)
        nearest = known[near].id if near in known else listed(ids)
        raise UnknownName("P-100", name=name, nearest=nearest)
    return known[wanted]
