"""Turn the collected published figures into Jidi's shape.

    python tools/convert_statistics.py FOLDER

FOLDER holds ``shanxi.csv, inner_mongolia.csv, national.csv, cities.csv, other_provinces.csv`` with
the columns ``province, period, period_kind, indicator, unit, value, yoy_pct, source_url, note``;
``other_plans.csv`` (targets of other plans) and ``census2020_divisions.csv``. Written are the files
of the same names in ``src/jidi/definitions/statistics``, ``census2020.csv``, and ``unplaced.csv``
for rows whose period is not in print. No row is lost and no value is changed; what is wrong or
vague in print becomes a flag. Names of indicators come from ``indicators.csv``, scopes from
``scopes.toml``.
"""

from __future__ import annotations

import argparse
import csv
import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from jidi.core.division import COUNTRY, DivisionTree, Level
from jidi.core.period import Period
from jidi.model.divisions import load_country, load_divisions

HERE = Path(__file__).parent.parent / "src/jidi/definitions/statistics"
FILES = ("shanxi", "inner_mongolia", "national", "cities", "other_provinces")
COLUMNS = (
    "indicator",
    "published",
    "division",
    "period",
    "value",
    "unit",
    "growth",
    "status",
    "source_kind",
    "source",
    "scope",
    "price_base",
    "flags",
    "note",
)
UNPLACED = ("reason", *COLUMNS)
PLANS = (
    "division",
    "place",
    "plan",
    "published",
    "indicator",
    "unit",
    "base_period",
    "base_value",
    "target_period",
    "target_value",
    "growth_text",
    "source",
    "note",
)
CENSUS = ("code", "name", "population", "urban", "rural", "households", "note")

# What print gets wrong or leaves vague, found by the words of the collector's note.
FLAGS = (
    ("parts_differ", r"parts sum to"),
    ("unit_missing_in_print", r"[万件] missing"),
    ("period_doubtful", r"most likely March alone"),
    ("period_misprinted", r"TRAP: the page dates"),
    ("place_inferred", r"says only 全省"),
    ("two_values_printed", r"prints both"),
    ("misprint", r"doubled percent|is misprinted"),
    ("value_not_printed", r"value left empty"),
    ("year_inferred", r"year inferred"),
    (
        "at_least",
        r"(?:^|; )over [\d.]+(?:;|$)|\d or more|worded 超|\(at least\)|may exceed|no level given",
    ),
    ("about", r"(?:; |\()close to \d|2021-2025, about"),
    ("growth_about", r"y/y worded 左右|about 6%|nearly 45%"),
    ("growth_not_printed", r"growth only given as over"),
)
REPLACED = (
    ("the index gives no address for this page", "address not stored"),
    ("the index gives no address", "address not stored"),
    (" (see README)", ""),
    (
        "mirror (hijacked copy on a third-party host) of the sx.spb.gov.cn bulletin with the same"
        " path",
        "copy on a third-party host of the bulletin at sx.spb.gov.cn, same path",
    ),
    ("TRAP: ", ""),
    ("DOUBTFUL: ", ""),
    ("media copy", "copy"),
    ("src=media", ""),
    ("status=reported", ""),
)
DROPPED = {
    "old definition",
    "preliminary (预计)",
    "official",
    "media",
    "forecast",
    "preliminary",
    "收入 excludes 邮储银行直接营业收入",
}
OUTER_SEMICOLON = re.compile(r";\s*(?![^()]*\))")
# In print by a slip of the tables; the name settles it.
MISPRINTED_CODES = {"170971": "140971"}

Row = dict[str, str]


def main() -> None:
    """Convert every file and say how many rows went where."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("folder", type=Path, help="where the collected files stand")
    folder = parser.parse_args().folder
    unplaced: list[Row] = []
    for name in FILES:
        given = read(folder / f"{name}.csv")
        kept, aside = convert(given)
        unplaced += aside
        write(HERE / f"{name}.csv", COLUMNS, kept)
        print(f"{name}.csv: {len(given)} rows, {len(kept)} kept, {len(aside)} set aside")
    write(HERE / "unplaced.csv", UNPLACED, unplaced)
    plans = [plan_row(row) for row in read(folder / "other_plans.csv")]
    write(HERE / "other_plans.csv", PLANS, plans)
    census = list(census_rows(read(folder / "census2020_divisions.csv")))
    write(HERE / "census2020.csv", CENSUS, census)
    print(f"other_plans.csv: {len(plans)} rows; census2020.csv: {len(census)} rows")


def convert(given: Iterable[Row]) -> tuple[list[Row], list[Row]]:
    """Rows in our shape, and those without a period, with the reason."""
    kept: list[Row] = []
    aside: list[Row] = []
    known = {row["published"]: row for row in read(HERE / "indicators.csv")}
    scopes = tomllib.loads((HERE / "scopes.toml").read_text("utf-8"))
    country = load_country()
    for row in given:
        own = observation_row(row, known, country)
        year = row["period"][:4]
        if year.isdigit():
            own["scope"], own["price_base"] = scope_of(scopes, own.pop("family"), int(year))
            kept.append(own)
        else:
            reason = "the year is not printed"
            own.pop("family")
            aside.append({"reason": reason, **own, "scope": ""})
    return kept, aside


def observation_row(row: Row, known: dict[str, Row], country: DivisionTree) -> Row:
    """One figure; scope and price base are added by its year."""
    indicator = known[row["indicator"]]
    source_kind, status, note = noted(row["note"])
    return {
        "indicator": indicator["indicator"],
        "published": row["indicator"],
        "division": division_of(row["province"], country),
        "period": period_of(row["period"], row["period_kind"]),
        "value": row["value"],
        "unit": row["unit"],
        "growth": row["yoy_pct"],
        "status": status,
        "source_kind": source_kind,
        "source": row["source_url"],
        "price_base": "",
        "flags": " ".join(flag for flag, words in FLAGS if re.search(words, row["note"])),
        "note": note,
        "family": indicator["family"],
    }


def period_of(period: str, kind: str) -> str:
    """``2023-05`` of kind ytd is ``2023-05ytd``; without a year in print the text is kept."""
    text = f"{period}ytd" if kind == "ytd" else period
    return str(Period.parse(text)) if period[:4].isdigit() else text


def division_of(place: str, country: DivisionTree) -> str:
    """The code of ``全国``, ``山西`` or ``山西/太原``."""
    if place == "全国":
        return COUNTRY.text
    province, _, city = place.partition("/")
    above = next(d for d in country.at_level(Level.PROVINCE) if d.name.startswith(province))
    if not city:
        return above.code.text
    return country.find(city, within=above.code).code.text


def scope_of(scopes: dict[str, Any], family: str, year: int) -> tuple[str, str]:
    """Scope and price base of a family in a year."""
    fitting = [
        (name, scope.get("price_base", ""))
        for name, scope in scopes.items()
        if scope["family"] == family and scope["from"] <= year <= scope["to"]
    ]
    (found,) = fitting
    return found


def noted(note: str) -> tuple[str, str, str]:
    """Source kind, status and what else the collector wrote, shortened."""
    match = re.match(r"src=(\w+); status=(\w+)(?:; )?(.*)", note, re.S)
    if match is None:
        raise ValueError(f"a note without source and status: {note}")
    text = match[3]
    for words, others in REPLACED:
        text = text.replace(words, others)
    parts = [
        re.sub(r"^media \(([^)]*)\)", r"\1", part.strip()) for part in OUTER_SEMICOLON.split(text)
    ]
    told = [p for p in parts if p and p not in DROPPED and not p.startswith("new definition")]
    return match[1], match[2], "; ".join(told)


def plan_row(row: Row) -> Row:
    """A target of another plan, as printed."""
    known = {r["published"]: r["indicator"] for r in read(HERE / "indicators.csv")}
    return {
        "division": division_of(row["region"], load_country()),
        "place": row["region"],
        "plan": row["plan"],
        "published": row["indicator"],
        "indicator": known.get(row["indicator"], ""),
        "unit": row["unit"],
        "base_period": row["base_year"],
        "base_value": row["base_value"],
        "target_period": row["target_year"],
        "target_value": row["target_value"],
        "growth_text": row["growth"],
        "source": row["source_url"],
        "note": row["note"],
    }


def census_rows(given: Iterable[Row]) -> Iterator[Row]:
    """Every row under its code; zones that print leaves without one get it by name."""
    trees = {name: load_divisions(name) for name in ("山西省", "内蒙古自治区")}
    for row in given:
        tree = trees[row["province"]]
        code, note = row["code"], ""
        if not code:
            code = tree.find(row["county"]).code.short
            note = "printed without a code"
        elif code in MISPRINTED_CODES:
            code, note = MISPRINTED_CODES[code], f"printed as {code}"
        own = next(d for d in tree if d.code.text == code.ljust(12, "0"))
        if own.name != row["county"]:
            note = f"printed as {row['county']}"
        counts = {name: row[name] for name in CENSUS[2:6]}
        yield {"code": own.code.text, "name": own.name, **counts, "note": note}


def read(path: Path) -> list[Row]:
    """The rows of a CSV file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def write(path: Path, columns: tuple[str, ...], rows: Iterable[Row]) -> None:
    """Write rows with exactly these columns."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
