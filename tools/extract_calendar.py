"""Writes ``definitions/calendar/china.csv`` from the facts that the package chinesecalendar keeps.

The facts (which day is off, which weekend day is worked) come from the yearly notices of the
General Office of the State Council; each row names the notice it follows. Run it once a year,
after the notice for the next year (about November) and a release of the package::

    pip install chinesecalendar
    python tools/extract_calendar.py 2019 2027

and add the address of the new notice to ``NOTICES`` first.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import chinese_calendar

TARGET = Path(__file__).parent.parent / "src/jidi/definitions/calendar/china.csv"

# The notices as the package cites them, by the year they arrange. The package carries no address
# for 2026; its number and date were read in the published text.
NOTICES = {
    2019: "http://www.gov.cn/xinwen/2018-12/06/content_5346287.htm",
    2020: "http://www.gov.cn/zhengce/content/2019-11/21/content_5454164.htm",
    2021: "http://www.gov.cn/zhengce/content/2020-11/25/content_5564127.htm",
    2022: "http://www.gov.cn/zhengce/content/2021-10/25/content_5644835.htm",
    2023: "http://www.gov.cn/zhengce/content/2022-12/08/content_5730844.htm",
    2024: "https://www.gov.cn/zhengce/content/202310/content_6911527.htm",
    2025: "https://www.gov.cn/zhengce/content/202411/content_6986382.htm",
    2026: "国办发明电〔2025〕7号 (2025-11-04)",
}
# Two notices changed an arrangement after it was published.
AMENDED = (
    (
        date(2019, 4, 28),
        date(2019, 5, 5),
        "http://www.gov.cn/zhengce/content/2019-03/22/content_5375877.htm",
    ),
    (
        date(2020, 1, 31),
        date(2020, 2, 2),
        "http://www.gov.cn/zhengce/content/2020-01/27/content_5472352.htm",
    ),
)


def notice_of(day: date, festival: str) -> str:
    """The notice that arranged a day. New Year's days in December follow the next year's."""
    for first, last, notice in AMENDED:
        if first <= day <= last:
            return notice
    turns_over = festival == "元旦" and day.month == 12
    return NOTICES[day.year + 1 if turns_over else day.year]


def rows(first_year: int, last_year: int) -> Iterator[tuple[str, str, str, str]]:
    """date, kind, festival and notice of every day that departs from the plain week."""
    kinds = (("holiday", chinese_calendar.holidays), ("workday", chinese_calendar.workdays))
    for kind, days in kinds:
        for day, english in days.items():
            if first_year <= day.year <= last_year:
                festival = chinese_calendar.Holiday(english).chinese
                yield day.isoformat(), kind, festival, notice_of(day, festival)


def main(first_year: int, last_year: int) -> None:
    """Writes the file, in order of date."""
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("date", "kind", "name", "source"))
        writer.writerows(sorted(rows(first_year, last_year)))
    print(f"{TARGET} from chinesecalendar {chinese_calendar.__version__}")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
