"""``jidi.toml``: what a book says about itself."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from jidi.core.division import DivisionCode, Level
from jidi.core.errors import Place, UnknownName, WorkspaceError
from jidi.lake.engine_address import read_engine
from jidi.lake.oidc_settings import OidcSettings, check_oidc
from jidi.model.plan import Plan
from jidi.model.plan_loader import load_plan
from jidi.model.strict import Strict, build, read_text, read_toml

FORMAT = 1
"""The newest form of a book that this Jidi reads and writes."""
FILE = "jidi.toml"


Originals = Literal["sealed", "digest", "clear"]


class WorkspaceSettings(Strict):
    """The content of ``jidi.toml``.

    :param format: form of the book; a higher number than ours is refused.
    :param title: how people call the book.
    :param province: the province whose book it is.
    :param plan: id of the plan it follows.
    :param engine: what answers queries: ``duckdb``, or a master of Spark; see :func:`read_engine`.
    :param registry: SQLAlchemy URL of the registry; empty means ``registry.db`` in the folder.
    :param keys: the file with the keys of personal values, outside the folder; empty for none.
    :param originals: how files with personal values lie in ``inbox/done`` once taken in: sealed,
        only as digest and receipt, or clear, as they were handed in.
    :param oidc: the identity provider whose sign-in is taken beside passwords; None for none.
    """

    format: int = Field(default=FORMAT, ge=1)
    title: str = Field(min_length=1)
    province: DivisionCode
    plan: str = Field(min_length=1)
    engine: str = "duckdb"
    registry: str = ""
    keys: str = ""
    originals: Originals = "sealed"
    oidc: OidcSettings | None = None


def read_settings(path: Path) -> WorkspaceSettings:
    """The settings in a file.

    :raises DefinitionError: D-100 to D-103 for broken TOML, unknown keys and bad values.
    :raises WorkspaceError: W-104 of a newer format, W-105 or W-112 unknown engine, W-106 not a
        province, Z-1xx an identity provider that could not be asked safely.
    """
    data = read_toml(read_text(path), file=str(path))
    _check_format(data, path)
    settings = build(WorkspaceSettings, data, where=Place(file=str(path)))
    check_settings(settings, where=Place(file=str(path)))
    return settings


def check_settings(settings: WorkspaceSettings, *, where: Place | None = None) -> None:
    """Refuse an engine that we do not have and a division that is no province."""
    read_engine(settings.engine, where=where)
    if settings.province.level is not Level.PROVINCE:
        code, level = settings.province.text, settings.province.level
        raise WorkspaceError("W-106", where=where, province=code, level=level.value)
    if settings.oidc is not None:
        check_oidc(settings.oidc, where=where)


PLANS = "definitions/plans"
"""Where a book keeps plans of its own: one folder per plan."""


def check_plan(
    settings: WorkspaceSettings, *, path: Path | None = None, own: Plan | None = None
) -> None:
    """Refuse a plan that we do not have, and one that another province made.

    :param path: the ``jidi.toml`` they stand in, when they stand in one.
    :param own: the plan that a new book brings along.
    :raises UnknownName: P-100 with the nearest plan.
    :raises DefinitionError: D-100 to D-103, P-103, P-104 for a plan of the book's own.
    :raises WorkspaceError: W-111 when plan and book are of two provinces.
    """
    try:
        plan = own or load_plan(settings.plan, own=path and path.parent / PLANS)
    except UnknownName as error:
        error.where = _line_of("plan", path)
        raise
    wanted = DivisionCode.parse(plan.province)
    if settings.province != wanted:
        where, found = _line_of("province", path), settings.province.short
        raise WorkspaceError(
            "W-111", where=where, province=found, plan=plan.id, wanted=wanted.short
        )


def toml_of(settings: WorkspaceSettings) -> str:
    """The settings as the text of ``jidi.toml``; a provider is added by hand, see the guide."""
    values = settings.model_dump(mode="json", exclude={"oidc"})
    for name in ("keys", "originals"):  # an earlier Jidi, which does not know them, can then read
        if values[name] == WorkspaceSettings.model_fields[name].default:
            del values[name]
    return "".join(f"{name} = {_toml(value)}\n" for name, value in values.items())


def _check_format(data: dict[str, Any], path: Path) -> None:
    """A newer form may have keys that we do not know: say that first."""
    found = data.get("format")
    if isinstance(found, int) and found > FORMAT:
        where = Place(file=str(path))
        raise WorkspaceError("W-104", where=where, found=found, known=FORMAT)


def _line_of(key: str, path: Path | None) -> Place | None:
    if path is None:
        return None
    lines = enumerate(read_text(path).splitlines(), start=1)
    found = (number for number, line in lines if re.match(rf"""\s*["']?{key}["']?\s*=""", line))
    return Place(file=str(path), line=next(found, None))


def _toml(value: str | int) -> str:
    # JSON strings are TOML strings, but for the one control character that JSON leaves bare.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
