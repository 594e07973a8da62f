"""Long work: done by whoever holds it, kept once, stopped, put back, told why it failed."""

from __future__ import annotations

import sys
import threading
import time
from collections import Counter
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1] / "crash"))

import small_jobs
from small_jobs import Clock, ask, kind, small, worker
from zygote import Zygote

from founded_books import fresh
from jidi.core.division import DivisionCode
from jidi.core.errors import InputError, JidiError, UnknownName
from jidi.registry.people import Given
from jidi.service import jobs
from jidi.service.access import Asker
from jidi.service.job_fields import Field, whole
from jidi.service.job_kinds import KINDS, kind_named, kinds_json
from jidi.service.job_workers import Workers
from jidi.service.rural_store import kept_designs


@pytest.fixture
def book(tmp_path, now):
    with fresh(tmp_path, now) as found:
        yield found


@pytest.fixture
def clock():
    return Clock()


def actions(book) -> Counter:
    return Counter(e.action for e in book.workspace.registry.audit.entries())


def leftovers(book) -> list[str]:
    """What stands in the folders of a book besides results and designs that are kept."""
    kept = {one.id for one in kept_designs(book)} | {one.id for one in jobs.jobs(book)}
    folders = [book.workspace.root / name for name in ("work", "designs")]
    return [p.name for f in folders if f.is_dir() for p in f.iterdir() if p.name not in kept]


# Done once ---------------------------------------------------------------------


def test_what_a_job_gives_is_kept_with_its_end(book, clock):
    with kind(small):
        id_ = ask(book, clock)
        assert worker(book, clock).round() == 1
        assert worker(book, clock).round() == 0
    found = jobs.job(book, id_)
    (kept,) = kept_designs(book)
    assert (found.state, found.body["designs"], found.body["files"]) == (
        "done", [kept.id], ["note.txt"],
    )  # fmt: skip
    assert (kept.by, kept.title) == ("王", "小县")
    assert jobs.result_file(book, found, "note.txt").read_bytes() == b"small"
    with pytest.raises(UnknownName) as refused:
        jobs.result_file(book, found, "../registry.db")
    assert refused.value.code == "M-112"
    assert leftovers(book) == []


def test_a_job_asked_before_an_upgrade_takes_what_can_be_asked_since_as_usual(book, clock):
    with kind(small):
        id_ = ask(book, clock)
    seen = []

    def told(task):
        seen.append(task.asked["shift"])
        return small(task)

    with kind(told, Field("shift", "班次", "shift", whole(least=1, most=9), default=3)):
        assert worker(book, clock).round() == 1
    assert (jobs.job(book, id_).state, seen) == ("done", [3])


@pytest.mark.skipif(sys.platform == "win32", reason="processes are killed by signals here")
def test_a_worker_killed_anywhere_leaves_its_job_to_another_who_ends_it_once(book, clock):
    with Zygote("small_jobs") as zygote, kind(small):
        for number, place in enumerate(("run", "write", "note"), start=1):
            id_ = ask(book, clock, seed=5 + number)
            root = str(book.workspace.root)
            assert zygote.run(small_jobs.killed_at, root, place, clock()).is_killed
            left = jobs.job(book, id_)
            assert (left.state, left.attempt, left.worker) == ("running", 1, "a")
            assert worker(book, clock, "b").round() == 0
            clock.on(31)
            assert worker(book, clock, "b").round() == 1
            done = jobs.job(book, id_)
            assert (done.state, done.attempt, len(done.body["designs"])) == ("done", 2, 1)
            assert len(kept_designs(book)) == number
        assert actions(book)["job.end"] == actions(book)["design.keep"] == 3
        assert leftovers(book) == []
        assert book.workspace.registry.audit.verify() is None


def test_a_worker_that_comes_back_after_its_lease_gives_nothing_twice(book, clock):
    def slept(task):
        if not others:
            others.append("b")
            clock.on(31)
            assert worker(book, clock, "b").round() == 1
        return small(task)

    others: list[str] = []
    with kind(slept):
        id_ = ask(book, clock)
        slow = small_jobs.Beats(every=1000.0, told_every=1000.0)
        assert worker(book, clock, "a", beats=slow).round() == 1
    done = jobs.job(book, id_)
    assert (done.state, done.attempt) == ("done", 2)
    assert len(kept_designs(book)) == 1
    assert actions(book)["job.end"] == actions(book)["design.keep"] == 1
    assert leftovers(book) == []


def test_a_job_goes_on_after_the_server_and_its_worker_were_restarted(book, clock):
    leaving = threading.Event()
    with kind(small_jobs.until_stopped):
        id_ = ask(book, clock)
        threading.Timer(0.2, leaving.set).start()
        worker(book, clock, "a", leaving=leaving.is_set).round()
    back = jobs.job(book, id_)
    assert (back.state, back.attempt, back.worker) == ("queued", 0, None)
    with kind(small):
        worker(book, clock, "b").round()
    assert (jobs.job(book, id_).state, jobs.job(book, id_).attempt) == ("done", 1)


def test_processes_work_and_the_dead_are_replaced(book):
    """Real processes, idle: begun, killed, begun again, ended with their server."""
    with Workers([book], count=1, clock=Clock()) as workers:
        workers.start()
        (first,) = workers.alive
        workers._begun[0].process.kill()
        until = time.monotonic() + 60
        while workers.alive in ((first,), ()) and time.monotonic() < until:
            time.sleep(0.05)
        (second,) = workers.alive
        assert second != first
    assert not Path(f"/proc/{second}").exists()


# Stopped -----------------------------------------------------------------------


def test_a_job_that_is_stopped_keeps_the_best_so_far(book, clock):
    def stopped(task):
        jobs.cancel(book, id_, by="李", now=clock())
        small_jobs.until_stopped(task)
        return small(task)

    with kind(stopped):
        id_ = ask(book, clock)
        worker(book, clock).round()
    found = jobs.job(book, id_)
    assert (found.state, found.stopped_by, found.body["stopped"]) == ("cancelled", "李", "asked")
    assert len(kept_designs(book)) == 1


def test_a_job_stopped_before_it_has_anything_says_by_whom(book, clock):
    def stopped(task):
        jobs.cancel(book, id_, by="李", now=clock())
        return small_jobs.never_ready(task)

    with kind(stopped):
        id_ = ask(book, clock)
        worker(book, clock).round()
    found = jobs.job(book, id_)
    assert (found.state, found.body["error"]["code"]) == ("cancelled", "M-110")
    assert "李" in found.body["error"]["zh"]


def test_the_time_that_is_allowed_ends_the_search(book, clock):
    def slow(task):
        clock.on(61)
        return small_jobs.until_stopped(task)

    with kind(slow):
        id_ = ask(book, clock, minutes=1)
        worker(book, clock).round()
        found = jobs.job(book, id_)
        assert (found.state, found.body["stopped"]) == ("done", "time")
    with kind(lambda task: (clock.on(61), small_jobs.never_ready(task))[1]):
        id_ = ask(book, clock, minutes=1)
        worker(book, clock).round()
        assert jobs.job(book, id_).body["error"]["code"] == "M-115"


def test_work_that_does_not_stop_in_time_is_told_to_whoever_can_end_it(book, clock):
    def deaf(task):
        jobs.cancel(book, id_, by="李", now=clock())
        while not overdue:
            task.progress(0.5, str(time.monotonic()))
            clock.on(1)
            time.sleep(0.01)
        return small(task)

    overdue: list[str] = []
    with kind(deaf):
        id_ = ask(book, clock)
        worker(book, clock, overdue=lambda _book, held: overdue.append(held.job)).round()
    assert overdue == [id_]


def test_what_is_done_stays_for_the_same_work_asked_again(book, clock):
    def part(task):
        mine = task.folder / "county.json"
        seen.append(mine.is_file())
        mine.write_text("done", "utf-8")
        return small_jobs.Outcome(lines=(("一", "one"),), folder_needed=len(seen) == 1)

    seen: list[bool] = []
    with kind(part):
        id_ = ask(book, clock)
        worker(book, clock).round()
        again = jobs.ask_again(book, id_, by="赵", now=clock())
        assert (again.again_of, again.by) == (id_, "赵")
        worker(book, clock).round()
    assert seen == [False, True]
    assert leftovers(book) == []


# Failing -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("run", "code"), [(small_jobs.refused, "N-720"), (small_jobs.broken, "F-299")]
)
def test_a_job_that_fails_says_why_and_is_not_tried_again(book, clock, run, code):
    with kind(run):
        id_ = ask(book, clock)
        assert worker(book, clock).round() == 1
        assert worker(book, clock).round() == 0
    found = jobs.job(book, id_)
    assert (found.state, found.attempt, found.body["error"]["code"]) == ("failed", 1, code)


def test_what_the_disk_refuses_is_tried_again_when_the_lease_is_over(book, clock):
    def full(task):
        tries.append(task)
        if len(tries) == 1:
            raise JidiError("L-101", path="x", reason="full")
        return small(task)

    tries: list[object] = []
    with kind(full):
        id_ = ask(book, clock)
        worker(book, clock).round()
        assert jobs.job(book, id_).state == "running"
        clock.on(31)
        worker(book, clock).round()
    assert jobs.job(book, id_).state == "done"


# Asking ------------------------------------------------------------------------


def test_everything_that_does_not_fit_is_told_at_once(book, clock):
    told = {"county": "", "coverage": "1.5", "budget": "-3", "frequency": "daily", "effort": "0.5"}
    with pytest.raises(InputError) as refused:
        jobs.ask(book, "rural", told, by="王", now=clock())
    found = [refused.value, *refused.value.also]
    assert {one.code for one in found} == {"M-107"}
    assert [one.facts["name"] for one in found] == list(told)
    assert "“覆盖率（0–1）”（coverage）" in found[1].message("zh")
    assert "(coverage) cannot be 1.5" in found[1].message("en")
    assert jobs.jobs(book) == ()


@pytest.mark.parametrize(
    ("kind_", "told", "by", "code"),
    [
        ("rural", {"county": "寿阳县", "cover": "1"}, "王", "M-106"),
        ("rurall", {}, "王", "M-108"),
        ("rural", {"county": "寿阳县"}, " ", "M-105"),
        ("rural", {"county": "晋中市"}, "王", "N-601"),
        ("rural", {"county": "寿羊县"}, "王", "C-207"),
        ("station", {"design": "x", "station": "s"}, "王", "N-742"),
        ("hubs", {"levels": "1+3+6", "hubs": 4}, "王", "N-861"),
        ("hubs", {"levels": "plan", "allocation": "multiple"}, "王", "N-824"),
        ("hubs", {"volume": 1e5}, "王", "N-851"),
        ("hubs", {"year": 2031}, "王", "N-843"),
        ("sorting", {"hub": "火星"}, "王", "N-977"),
        ("cold-chain", {"frontier": True, "budget": 5}, "王", "N-940"),
        ("plancheck", {"year": 2031}, "王", "N-843"),
        ("trunk", {"volume": 1e5}, "王", "N-851"),
        ("rural", {"county": "寿阳县", "seed": True}, "王", "M-107"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_its_code(book, clock, kind_, told, by, code):
    with pytest.raises(JidiError) as refused:
        jobs.ask(book, kind_, told, by=by, now=clock())
    assert refused.value.code == code
    assert actions(book)["job.ask"] == 0


def test_all_that_a_book_shows_cannot_be_is_told_before_anything_is_queued(book, clock):
    told = {"volume": 1e5, "levels": "abc", "allocation": "multiple"}
    with pytest.raises(JidiError) as refused:
        jobs.ask(book, "hubs", told, by="王", now=clock())
    found = [refused.value, *refused.value.also]
    assert [one.code for one in found] == ["N-824", "N-860", "N-851"]
    with pytest.raises(JidiError) as refused:
        jobs.ask(book, "sorting", {"hub": "火星", "year": 2031}, by="王", now=clock())
    assert [one.code for one in (refused.value, *refused.value.also)] == ["N-977", "N-843"]
    assert jobs.jobs(book) == ()


def test_texts_of_a_form_and_values_of_json_ask_for_the_same_work(book, clock):
    first = jobs.ask(
        book, "rural", {"county": "140725", "coverage": "0.90", "seed": "7"}, by="王", now=clock()
    )
    with pytest.raises(InputError) as refused:
        told = {"county": "寿阳县", "coverage": 0.9, "seed": 7, "budget": None}
        jobs.ask(book, "rural", told, by="李", now=clock())
    assert (refused.value.code, refused.value.facts["job"]) == ("M-101", first.id)
    assert first.asked["data_version"] == book.version


@pytest.mark.parametrize(
    ("bound", "county", "may"),
    [("140700000000", "寿阳县", True), ("140200000000", "寿阳县", False)],
)
def test_a_city_bureau_asks_and_sees_within_its_city_only(book, clock, bound, county, may):
    asker = Asker("person", "liu", "刘", (Given("city_bureau", bound),))
    try:
        jobs.ask(book, "rural", {"county": county}, by="liu", now=clock(), asker=asker)
    except InputError as error:
        assert (error.code, may) == ("A-103", False)
        jobs.ask(book, "rural", {"county": county}, by="王", now=clock())
    (one,) = jobs.jobs(book)
    assert DivisionCode(one.division).short == "140725"
    assert bool(jobs.jobs(book, asker)) == may
    assert asker.may("job.decide", jobs.thing_of(one)) == may


def test_every_kind_tells_its_fields_in_both_languages():
    told = kinds_json()
    assert [one["kind"] for one in told] == list(KINDS)
    for one in told:
        assert one["zh"] != one["en"]
        assert [f["name"] for f in one["fields"]][-1] == "minutes"
        names = [f["name"] for f in one["fields"]]
        assert len(set(names)) == len(names)
    assert kind_named("hubs").words("zh") == "全省枢纽布局"
