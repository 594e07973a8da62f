"""What readers ask for: where most begin, what is drawn by chance, and every page there is."""

from __future__ import annotations

import random
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import httpx

from jidi.service.books import open_book
from web_parts.server import SEED, Server

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))
from screen_pages import ADMINISTRATOR, sections


@dataclass(frozen=True)
class Known:
    """What readers can ask for."""

    counties: tuple[str, ...]
    indicators: tuple[str, ...]
    entries: tuple[str, ...]
    cases: tuple[str, ...]
    alerts: tuple[str, ...]
    pages: tuple[tuple[str, str], ...] = ()
    """Label and address of every other page that is photographed for the documentation."""
    periods: tuple[str, ...] = ("2023", "2024", "2025", "2025Q3", "2025-06", "2025-09", "2024Q4")


def every_page(root: Path) -> tuple[tuple[str, str], ...]:
    """Label and address of every page of the book; those of administrators are labelled so."""
    with open_book(root) as book:
        shots = [shot for section in sections(book) for shot in section.shots]
    return tuple(
        (f"admin: {shot.name}" if shot.person == ADMINISTRATOR else f"page {shot.name}", shot.path)
        for shot in shots
    )


async def discovered(server: Server) -> Known:
    """What the book holds, from its own API and map; the warm-up is over when it answers."""
    async with signed_in(server, "demo-officer") as client:
        api = f"/api/v1/books/{server.book}"
        await client.get(f"/w/{server.book}/")
        shapes = (await client.get(f"/w/{server.book}/map/counties.json")).json()
        entries = (await client.get(f"{api}/register")).json()["entries"]
        cases = (await client.get("/api/v1/cases", params={"limit": 100})).json()
        return Known(
            counties=tuple(one["properties"]["code"] for one in shapes["features"]),
            indicators=tuple(i["id"] for i in (await client.get(f"{api}/indicators")).json()),
            entries=tuple(one["entry"] for one in entries),
            cases=tuple(one["case"] for one in cases),
            alerts=tuple(str(one["id"]) for one in (await client.get(f"{api}/alerts")).json()),
            pages=every_page(server.root),
        )


def signed_in(server: Server, person: str) -> httpx.AsyncClient:
    """A reader's browser; signs in with its first question."""
    client = httpx.AsyncClient(
        base_url=server.address,
        trust_env=False,
        timeout=120.0,
        headers={"Accept-Encoding": "gzip"},
        limits=httpx.Limits(max_connections=2, keepalive_expiry=60.0),
    )
    client.event_hooks["request"].append(_Choosing(server, person))
    return client


class _Choosing:
    """Signs a browser in before its first question."""

    def __init__(self, server: Server, person: str) -> None:
        self._server, self._person, self._cookie = server, person, ""

    async def __call__(self, request: httpx.Request) -> None:
        if not self._cookie:
            async with httpx.AsyncClient(
                base_url=self._server.address, trust_env=False, timeout=120.0
            ) as one:
                told = await one.post(f"/w/{self._server.book}/choose",
                                      data={"person": self._person})  # fmt: skip
                assert told.status_code == 303, told.text
                self._cookie = told.headers["set-cookie"].partition(";")[0]
        request.headers["cookie"] = self._cookie


class Questions:
    """What one reader asks for next."""

    def __init__(self, known: Known, luck: random.Random) -> None:
        self._known, self._luck = known, luck

    def table(self) -> dict[str, tuple[str, str]]:
        """Every address once: where most begin, and one drawn by chance."""
        k, one = self._known, self._luck.choice
        county, indicator, period = one(k.counties), one(k.indicators), one(k.periods)
        reached = one([name for name in k.indicators if name.startswith("village")])
        code = f"division={county}"
        asked = {
            "": ("", f"?period={one(('2023', '2024', '2025'))}"),
            "map": ("map", f"map?indicator={reached}&{code}"),
            "indicators": ("indicators", "indicators"),
            "indicators/{id}": ("indicators/village_coverage", f"indicators/{indicator}"),
            "indicators/{id} of a county": ("indicators/village_coverage?division=140725",
                                            f"indicators/{reached}?{code}"),
            "indicators/{id}/cities": ("indicators/village_coverage/cities",) * 2,
            "plan": ("plan", "plan"),
            "plan: audit": ("plan?part=audit", "plan?part=bindings"),
            "register": ("register", f"register?page={self._luck.randint(1, 2)}"),
            "register/{id}": (f"register/{k.entries[0]}", f"register/{one(k.entries)}"),
            "network": ("network", "network"),
            "network/reach": ("network/reach", "network/reach"),
            "supervision": ("supervision", "supervision"),
            "data": ("data", "data?part=scores"),
            "data: missing": ("data?part=missing", "data?part=receipts"),
            "cases": ("cases", f"cases?page={self._luck.randint(1, 3)}"),
            "trace": ("trace", "trace"),
            "reports": ("reports", "reports"),
            "about": ("about", "about"),
            "help": ("help", "help"),
            "account": ("account", "account"),
            "sign-in": ("sign-in", "sign-in"),
            "map/panel": ("map/panel", f"map/panel?indicator={reached}&{code}"),
            "map/colours.json": ("map/colours.json", f"map/colours.json?indicator={indicator}"
                                 f"&period={period}"),
            "map/villages.json": ("map/villages.json",
                                  f"map/villages.json?period={one(('2023', '2024', '2025'))}"),
            "map/counties.json": ("map/counties.json",) * 2,
            "map/cities.json": ("map/cities.json",) * 2,
            "admin": ("admin", "admin/system"),
            "admin/audit": ("admin/audit", f"admin/audit?page={self._luck.randint(1, 2)}"),
        }  # fmt: skip
        if k.cases:
            asked["cases/{id}"] = (f"cases/{k.cases[0]}", f"cases/{one(k.cases)}")
        if k.alerts:
            asked["supervision/{id}"] = (f"supervision/{k.alerts[0]}",
                                         f"supervision/{one(k.alerts)}")  # fmt: skip
        already = {first for first, _ in asked.values()}
        asked |= {label: (path,) * 2 for label, path in k.pages if path not in already}
        return asked

    def next(self) -> tuple[str, str]:
        """An address, and under which name it is counted."""
        asked = self.table()
        label = self._luck.choice(list(asked))
        return label, asked[label][self._luck.random() < 0.5]


@dataclass
class Reader:
    """Somebody with a browser; two, for what only administrators see."""

    officer: httpx.AsyncClient
    administrator: httpx.AsyncClient
    questions: Questions
    book: str

    async def ask(self, label: str, path: str) -> tuple[float, int]:
        """Seconds and status of one answer, its body read."""
        client = self.administrator if label.startswith("admin") else self.officer
        start = time.perf_counter()
        answer = await client.get(f"/w/{self.book}/{path}")
        return time.perf_counter() - start, answer.status_code


def readers(server: Server, known: Known, users: int) -> list[Reader]:
    """That many, each with a session of their own."""
    return [
        Reader(
            signed_in(server, "demo-officer"),
            signed_in(server, "demo-administrator"),
            Questions(known, random.Random(SEED * 1000 + n)),
            server.book,
        )
        for n in range(users)
    ]
