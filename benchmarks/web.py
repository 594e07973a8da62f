"""What the web face costs: 50 readers at once, each page and fragment, first load, map, sessions.

    python benchmarks/web.py [--book FOLDER] [--users 50] [--think 2] [--seconds 90] [--only PART]

``jidi serve`` runs as a process of its own on this machine; the demo of Shanxi is made unless a
book is named (it is copied: readers sign in). The readers are people: each looks at a page for
``--think`` seconds on average (exponential), then asks for another. Half of what they ask for is
where most begin, half is drawn by chance: another county, indicator, period, case, page of a table.
They take nothing from a browser's cache: every answer comes whole. Nothing is drawn from the clock.

The server asks ahead what visitors may ask (``asking_ahead``); how long that takes is printed, and
readers come when it is over. Printed are the first answer of each address (``cold``), then p50 and
p95 of all answers under that load, the slowest first, and which of them keep the aims; what the
server answers at most when nobody thinks (``saturated``); bytes of a first load and time to the
interactive map in Chromium; memory for each session. The load of the machine is printed before and
after: on one that others use, read the processor times (``--only cost``) and not the waiting.

The load comes from httpx: asynchronous, well kept, and already here for the tests. It runs in
this process on the other core; its own share of a core is printed, since at saturation it may be
what limits.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import resource
import shutil
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from web_parts.asked import Known, Reader, discovered, readers, signed_in
from web_parts.server import Server, served

PARTS = ("cost", "load", "saturated", "sessions", "browser")
FRAGMENTS = {"map/panel", "map/colours.json", "map/villages.json", "map/counties.json",
             "map/cities.json"}  # fmt: skip
AIM_MS = {False: 100.0, True: 30.0}
"""p95 that a page, and that a fragment must stay under."""
SETTLED_S = 420.0
"""How long the server may be busy after its start before readers come all the same."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--book", type=Path)
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--think", type=float, default=2.0)
    parser.add_argument("--seconds", type=float, default=90.0)
    parser.add_argument("--only", choices=PARTS)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, served(asked.book, Path(folder)) as server:
        print(f"load of the machine before: {', '.join(f'{one:.1f}' for one in os.getloadavg())}")
        asyncio.run(worked_off(server))
        known = asyncio.run(discovered(server))
        asyncio.run(settled(server))
        parts = [asked.only] if asked.only else PARTS
        if "cost" in parts:
            asyncio.run(print_costs(server, known))
        if "load" in parts:
            asyncio.run(print_load(server, known, asked))
        if "saturated" in parts:
            asyncio.run(print_saturated(server, known, asked.users))
        if "sessions" in parts:
            asyncio.run(print_sessions(server))
        if "browser" in parts:
            print_browser(server, known)
        print(f"load of the machine after: {', '.join(f'{one:.1f}' for one in os.getloadavg())}")


async def worked_off(server: Server) -> None:
    """Return when no job waits or runs any more: the designs and reports of the demonstration."""
    async with signed_in(server, "demo-officer") as client:
        open_ = {"queued", "running", "cancelling"}
        while True:
            jobs = (await client.get(f"/api/v1/books/{server.book}/jobs")).json()
            if not any(one["state"] in open_ for one in jobs):
                return
            await asyncio.sleep(1.0)


async def settled(server: Server) -> None:
    """Return when nothing runs any more that the start or the first answers began."""
    began, used = time.perf_counter(), server.seconds()
    quiet = 0
    while quiet < 3 and time.perf_counter() - began < SETTLED_S:
        before = server.seconds()
        await asyncio.sleep(2.0)
        quiet = quiet + 1 if server.seconds() - before < 0.1 else 0
    print(f"busy by itself for {time.perf_counter() - began:.0f} s after the first answers, "
          f"{server.seconds() - used:.1f} s of processor time; {server.resident_mb():.0f} MB",
          flush=True)  # fmt: skip


async def print_costs(server: Server, known: Known, times: int = 8) -> None:
    """Processor time of the server for an answer, one asked after the other by one reader.

    It holds on a machine that others use too. Once each to begin with, then the first address of a
    label again and again (kept), then what is drawn by chance.
    """
    (reader,) = readers(server, known, 1)
    labels = list(reader.questions.table())
    first: dict[str, float] = {}
    for label in labels:
        before = server.seconds()
        await reader.ask(label, reader.questions.table()[label][0])
        first[label] = 1000 * (server.seconds() - before)
    await settled(server)
    print("| address | first, ms | kept, ms | drawn by chance, ms |\n| --- | ---: | ---: | ---: |")
    sums = [0.0, 0.0]
    for label in sorted(labels, key=lambda name: (name in FRAGMENTS, name)):
        told = []
        for which in (0, 1):
            asked = [reader.questions.table()[label][which] for _ in range(times)]
            before = server.seconds()
            for path in asked:
                await reader.ask(label, path)
            told.append(1000 * (server.seconds() - before) / times)
            sums[which] += told[-1]
        print(f"| `/{label}` | {first[label]:.0f} | {told[0]:.0f} | {told[1]:.0f} |", flush=True)
    kept, drawn = (one / len(labels) for one in sums)
    print(f"| mean | {sum(first.values()) / len(labels):.1f} | {kept:.1f} | {drawn:.1f} |")
    await closed([reader])


async def print_load(server: Server, known: Known, asked: argparse.Namespace) -> None:
    people = readers(server, known, asked.users)
    cold = {label: await people[0].ask(label, first)
            for label, (first, _) in people[0].questions.table().items()}  # fmt: skip
    found: dict[str, list[float]] = {label: [] for label in cold}
    wrong: list[str] = [f"{label} {status}" for label, (_, status) in cold.items() if status != 200]
    for person in people:  # every session begins before the clock runs
        await person.ask("help", "help")
        await person.ask("admin", "admin")
    began, used = time.perf_counter(), server.seconds()
    own = resource.getrusage(resource.RUSAGE_SELF)
    end = began + asked.seconds

    async def reading(one: Reader, luck: random.Random) -> None:
        while True:
            await asyncio.sleep(luck.expovariate(1 / asked.think))
            if time.perf_counter() > end:
                return
            label, path = one.questions.next()
            took, status = await one.ask(label, path)
            found[label].append(took)
            if status != 200:
                wrong.append(f"{path} {status}")

    await asyncio.gather(*(reading(one, random.Random(n)) for n, one in enumerate(people)))
    print_answers(found, cold)
    lasted = time.perf_counter() - began
    count = sum(map(len, found.values()))
    print(f"{asked.users} readers, {asked.think:g} s of thought on average: {count} answers in "
          f"{lasted:.0f} s, {count / lasted:.1f} a second")  # fmt: skip
    each = 1000 * (server.seconds() - used) / max(count, 1)
    print(f"processor time of the server: {each:.1f} ms an answer")
    print_shares(server, used, own, lasted)
    print(f"answers other than 200: {len(wrong)} {sorted(set(wrong))[:5]}")
    await closed(people)


def print_answers(found: dict[str, list[float]], cold: dict[str, tuple[float, int]]) -> None:
    """The table: pages, then fragments, the slowest first; and which keep the aims."""
    print("| address | answers | cold, ms | p50, ms | p95, ms | worst, ms | aim |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | --- |")
    sorted_ms = {label: sorted(1000 * one for one in found[label]) for label in found}
    kept: dict[bool, int] = {False: 0, True: 0}

    def order(label: str) -> tuple[bool, float]:
        return (label in FRAGMENTS, -share(sorted_ms[label], 0.95) if sorted_ms[label] else 0.0)

    for label in sorted(found, key=order):
        took, fragment = sorted_ms[label], label in FRAGMENTS
        if not took:
            print(f"| `/{label}` | 0 | {1000 * cold[label][0]:.0f} | – | – | – | not asked |")
            continue
        p95 = share(took, 0.95)
        keeps = p95 < AIM_MS[fragment]
        kept[fragment] += keeps
        print(f"| `/{label}` | {len(took)} | {1000 * cold[label][0]:.0f} | "
              f"{statistics.median(took):.0f} | {p95:.0f} | {took[-1]:.0f} | "
              f"{'met' if keeps else 'not met'} |")  # fmt: skip
    for name, fragment in (("pages", False), ("fragments", True)):
        took = sorted(one for label in found if (label in FRAGMENTS) is fragment
                      for one in sorted_ms[label])  # fmt: skip
        of = sum((label in FRAGMENTS) is fragment for label in found)
        print(f"| all {name} | {len(took)} | | {statistics.median(took):.0f} | "
              f"{share(took, 0.95):.0f} | {took[-1]:.0f} | {kept[fragment]} of {of} under "
              f"{AIM_MS[fragment]:.0f} ms |")  # fmt: skip


def share(ordered: list[float], part: float) -> float:
    """The value that this part of all does not exceed."""
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def print_shares(server: Server, used: float, own: Any, lasted: float) -> None:
    mine = resource.getrusage(resource.RUSAGE_SELF)
    spent = mine.ru_utime + mine.ru_stime - own.ru_utime - own.ru_stime
    print(f"server: {100 * (server.seconds() - used) / lasted:.0f} % of a core, "
          f"{server.resident_mb():.0f} MB; "
          f"load generator: {100 * spent / lasted:.0f} % of a core")  # fmt: skip


async def print_saturated(server: Server, known: Known, users: int, seconds: float = 15.0) -> None:
    """All ask again at once, as fast as they are answered."""
    people = readers(server, known, users)
    for person in people:
        await person.ask("help", "help")
        await person.ask("admin", "admin")
    began, used = time.perf_counter(), server.seconds()
    own = resource.getrusage(resource.RUSAGE_SELF)
    took: list[float] = []

    async def hurrying(one: Reader) -> None:
        while time.perf_counter() < began + seconds:
            took.append((await one.ask(*one.questions.next()))[0])

    await asyncio.gather(*(hurrying(one) for one in people))
    lasted = time.perf_counter() - began
    print(f"saturated, {users} readers without thought: {len(took) / lasted:.0f} answers a second, "
          f"p50 {1000 * statistics.median(took):.0f} ms, "
          f"p95 {1000 * share(sorted(took), 0.95):.0f} ms")  # fmt: skip
    print_shares(server, used, own, lasted)
    await closed(people)


async def print_sessions(server: Server, sessions: int = 200) -> None:
    """Memory before and after so many more people have signed in and read."""
    pages = ("", "map", "indicators", "help", "map/panel")
    async with signed_in(server, "demo-officer") as first:
        for path in pages:
            await first.get(f"/w/{server.book}/{path}")
    before = server.resident_mb()
    clients = [signed_in(server, "demo-officer") for _ in range(sessions)]
    for client in clients:
        for path in pages:
            assert (await client.get(f"/w/{server.book}/{path}")).status_code == 200
    grown = server.resident_mb() - before
    print(f"{sessions} more sessions, their connections open: {grown:+.1f} MB, "
          f"{grown / sessions:.3f} MB each")  # fmt: skip
    await asyncio.gather(*(one.aclose() for one in clients))


async def closed(people: list[Reader]) -> None:
    await asyncio.gather(*(one.officer.aclose() for one in people),
                         *(one.administrator.aclose() for one in people))  # fmt: skip


def print_browser(server: Server, known: Known) -> None:
    """Bytes on the wire with an empty cache; time from the click to the map with all villages."""
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        print("no Chromium here: first load and map are not measured")
        return
    with sync_playwright() as started:
        browser = started.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu"]
        )
        print("| first load, empty cache | kB on the wire | requests |\n| --- | ---: | ---: |")
        for path in ("", "map", "indicators/village_coverage", "register", "data"):
            size, count = first_load(browser, f"{server.address}/w/{server.book}/{path}")
            print(f"| `/{path}` | {size / 1000:.0f} | {count} |")
        for path in ("map", f"map?division={known.counties[0]}"):
            times = sorted(map_ready(browser, f"{server.address}/w/{server.book}/{path}")
                           for _ in range(7))  # fmt: skip
            spread = f"{times[0]:.2f} to {times[-1]:.2f}"
            print(f"`/{path}` interactive: median {statistics.median(times):.2f} s of 7, {spread}")
        browser.close()


def first_load(browser: Any, address: str) -> tuple[int, int]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    page = context.new_page()
    wire = context.new_cdp_session(page)
    sizes: list[int] = []
    wire.on("Network.loadingFinished", lambda told: sizes.append(int(told["encodedDataLength"])))
    wire.send("Network.enable")
    page.goto(address, wait_until="networkidle")
    context.close()
    return sum(sizes), len(sizes)


def map_ready(browser: Any, address: str) -> float:
    """Seconds from the start of the navigation, in a browser that holds nothing yet."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
    page = context.new_page()
    page.goto(address, wait_until="commit")
    page.wait_for_selector("#map[data-ready]")
    took = float(page.evaluate("performance.now()")) / 1000
    context.close()
    return took


if __name__ == "__main__":
    main()
