"""Layouts of hubs with levels (一主三副六中心): ``definitions/network/hub_levels.toml``."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Final, Self

from pydantic import Field, model_validator

from jidi.core.errors import Place
from jidi.model.strict import Strict, build, read_text, read_toml

_FILE: Final = "hub_levels.toml"


class LevelRule(Strict):
    """A level: how many hubs, under which, whether they deal with other provinces, sizes."""

    id: str
    count: int = Field(gt=0)
    above: tuple[str, ...] = ()
    outside: bool = True
    least_capacity: float = Field(default=0.0, ge=0)
    most_capacity: float | None = Field(default=None, gt=0)
    within: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    one_each: bool = False

    def there(self, code: str) -> bool:
        """May a county (six digits) have such a hub?"""
        inside = not self.within or code.startswith(self.within)
        return inside and not (self.elsewhere and code.startswith(self.elsewhere))


class Layout(Strict):
    """A layout. :param province: whose plan names it, in ``item``; empty for any."""

    id: str
    province: str
    zh: str
    en: str
    item: str
    levels: tuple[LevelRule, ...] = Field(min_length=1)


class LevelName(Strict):
    """What a level is called."""

    id: str
    zh: str
    en: str


class HubLevels(Strict):
    """The values of ``hub_levels.toml``."""

    layouts: tuple[Layout, ...]
    names: tuple[LevelName, ...]

    @model_validator(mode="after")
    def _levels_have_names(self) -> Self:
        named = {name.id for name in self.names}
        for layout in self.layouts:
            for level in layout.levels:
                if level.id not in named or not set(level.above) <= named:
                    raise ValueError(f"level {level.id} of {layout.zh}: no name")
        return self

    def of_plan(self, province: str) -> Layout | None:
        """The layout that a province's plan names."""
        found = (one for one in self.layouts if one.id == "plan" and one.province == province)
        return next(found, None)

    def of_numbers(self, numbers: tuple[int, ...]) -> Layout | None:
        """Main hubs, secondary ones and centres, so many of each; None for another count."""
        plain = next(one for one in self.layouts if one.id == "numbers")
        if len(numbers) != len(plain.levels) or min(numbers) < 1:
            return None
        levels = tuple(
            rule.model_copy(update={"count": count})
            for rule, count in zip(plain.levels, numbers, strict=True)
        )
        return plain.model_copy(update={"levels": levels})


def level_name(name: str, lang: str) -> str:
    """What a level is called."""
    found = next((one for one in hub_levels().names if one.id == name), None)
    return name if found is None else (found.zh if lang == "zh" else found.en)


@cache
def hub_levels() -> HubLevels:
    """The values. :raises DefinitionError: D-101, D-102 where the definition is wrong."""
    path = files("jidi.definitions") / "network" / _FILE
    return build(HubLevels, read_toml(read_text(path), file=_FILE), where=Place(_FILE))
