"""The definitions as a user asks for them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jidi.core.errors import UnknownName
from jidi.core.nearest import suggestion
from jidi.lake import Workspace
from jidi.model.catalogue import Catalogue
from jidi.model.indicator import Indicator


def indicators_about(topic: str | None, workspace: Path | None = None) -> tuple[Indicator, ...]:
    """The indicators, by topic and id; only those of a topic when given.

    :param workspace: a book whose own indicators are included.
    :raises UnknownName: V-104 when no indicator has the topic; offers the nearest.
    """
    found = sorted(_catalogue(workspace).indicators.values(), key=lambda i: (i.topic, i.id))
    topics = sorted({indicator.topic for indicator in found})
    if topic is not None and topic not in topics:
        raise UnknownName("V-104", name=topic, nearest=suggestion(topic, topics))
    return tuple(i for i in found if topic is None or i.topic == topic)


def header_of(indicator: Indicator) -> dict[str, Any]:
    """What an indicator's header says, for ``--json`` and the API; without its SQL."""
    return indicator.model_dump(mode="json", exclude={"sql", "file", "header_lines"})


def _catalogue(workspace: Path | None) -> Catalogue:
    if workspace is None:
        return Catalogue()
    with Workspace.open(workspace) as book:
        return Catalogue(book.definitions_folder)
