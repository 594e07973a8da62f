"""The queue of jobs: held by one worker at a time, taken up again, ended once."""

from __future__ import annotations

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jidi.core.errors import InputError, UnknownName
from jidi.registry import Registry, sqlite_url
from jidi.registry.jobs import DONE, FAILED, MOST_ATTEMPTS, JobBook, NewJob

AT = datetime(2026, 11, 2, 8, tzinfo=UTC)
LEASE = timedelta(seconds=30)


def later(seconds: float) -> datetime:
    return AT + timedelta(seconds=seconds)


@pytest.fixture
def registry(tmp_path):
    with Registry.create(sqlite_url(tmp_path / "registry.db")) as made:
        yield made


@pytest.fixture
def queue(registry):
    return JobBook(registry)


def work(number: int = 0, **more) -> NewJob:
    told = {"kind": "rural", "asked": {"county": "140725", "seed": number}, "by": "王"}
    return NewJob(**{**told, "division": "140725000000", "at": AT, **more})


def taken(queue, worker: str, at: datetime = AT):
    return queue.take(worker, now=at, lease=LEASE)


def end(queue, held, at: datetime = AT, state: str = DONE, **body) -> None:
    with queue.ending(held, state=state, body=body, now=at):
        pass


def actions(registry) -> Counter:
    return Counter(entry.action for entry in registry.audit.entries())


def test_jobs_are_taken_in_the_order_in_which_they_were_asked_and_told_as_they_go(queue):
    first, second = queue.ask(work(1)), queue.ask(work(2))
    held, job = taken(queue, "a")
    assert (job.id, job.state, job.attempt, job.by) == (first.id, "running", 1, "王")
    assert not queue.beat(held, now=later(5), lease=LEASE, share=0.4321, step="lines")
    now = queue.job(first.id)
    assert (now.share, now.step, now.lease) == (
        0.432,
        "lines",
        (later(35)).isoformat(timespec="microseconds"),
    )
    end(queue, held, later(9), designs=["d"], told={"cost": 1.5})
    done = queue.job(first.id)
    assert (done.state, done.share, done.worker, done.body["told"]) == (
        "done",
        1.0,
        None,
        {"cost": 1.5},
    )
    assert taken(queue, "a")[1].id == second.id
    assert taken(queue, "b") is None


def test_workers_at_once_never_take_the_same_job(tmp_path):
    url = sqlite_url(tmp_path / "registry.db")
    with Registry.create(url) as made:
        for number in range(24):
            JobBook(made).ask(work(number))
    ready = threading.Barrier(4)

    def worker(name: str) -> list[str]:
        found = []
        with Registry.open(url) as registry:
            queue = JobBook(registry)
            ready.wait()
            while (one := taken(queue, name)) is not None:
                found.append(one[1].id)
                end(queue, one[0])
        return found

    with ThreadPoolExecutor(4) as pool:
        lists = list(pool.map(worker, "abcd"))
    every = [job for found in lists for job in found]
    assert len(every) == 24
    assert len(set(every)) == 24


def test_the_same_work_is_asked_once_until_it_has_ended(queue):
    first = queue.ask(work())
    with pytest.raises(InputError) as refused:
        queue.ask(work(by="李"))
    assert (refused.value.code, refused.value.facts["job"]) == ("M-101", first.id)
    end(queue, taken(queue, "a")[0])
    assert queue.ask(work(again_of=first.id)).again_of == first.id


def test_a_job_is_taken_up_again_only_when_its_lease_is_over(queue):
    queue.ask(work())
    lost, _ = taken(queue, "a")
    assert taken(queue, "b", later(29)) is None
    held, job = taken(queue, "b", later(30))
    assert (held.attempt, job.worker, job.share) == (2, "b", 0.0)
    for act in (
        lambda: queue.beat(lost, now=later(31), lease=LEASE, share=0.9, step="x"),
        lambda: end(queue, lost, later(31)),
        lambda: queue.put_back(lost, now=later(31), counts=True),
    ):
        with pytest.raises(InputError) as refused:
            act()
        assert refused.value.code == "M-103"
    end(queue, held, later(40))
    with pytest.raises(InputError) as refused:
        end(queue, held, later(41))
    assert refused.value.code == "M-103"


def test_what_is_kept_with_an_end_that_is_refused_is_not_kept(registry, queue):
    queue.ask(work())
    lost, _ = taken(queue, "a")
    taken(queue, "b", later(30))
    before = actions(registry)
    with (
        pytest.raises(InputError),
        queue.ending(lost, state=DONE, body={}, now=later(31)),
    ):
        raise AssertionError("never reached")
    assert actions(registry) == before


def test_workers_that_die_again_and_again_end_the_job(queue):
    job = queue.ask(work())
    for attempt in range(MOST_ATTEMPTS):
        assert taken(queue, f"w{attempt}", later(100 * attempt))[0].attempt == attempt + 1
    assert taken(queue, "x", later(1000)) is None
    found = queue.job(job.id)
    assert (found.state, found.body["error"]["code"]) == (FAILED, "M-109")


def test_a_dead_workers_jobs_are_free_at_once_when_it_is_known_to_be_dead(queue):
    queue.ask(work())
    taken(queue, "a")
    queue.release("b", now=later(1))
    assert taken(queue, "c", later(1)) is None
    queue.release("a", now=later(1))
    assert taken(queue, "c", later(1))[0].attempt == 2


def test_a_job_put_back_by_a_worker_that_leaves_has_lost_no_attempt(queue):
    queue.ask(work())
    held, _ = taken(queue, "a")
    queue.put_back(held, now=later(1), counts=False)
    assert taken(queue, "b", later(1))[0].attempt == 1


def test_what_waits_is_stopped_at_once_and_what_runs_when_its_worker_hears_it(queue):
    waits, runs = queue.ask(work(2)), None
    assert queue.cancel(waits.id, by="李", now=AT).state == "cancelled"
    runs = queue.ask(work(1))
    held, _ = taken(queue, "a")
    found = queue.cancel(runs.id, by="李", now=AT)
    assert (found.state, found.stopped_by) == ("cancelling", "李")
    assert queue.beat(held, now=AT, lease=LEASE, share=0.5, step="")
    assert queue.cancel(runs.id, by="赵", now=AT).stopped_by == "李"
    end(queue, held, state="cancelled")
    with pytest.raises(InputError) as refused:
        queue.cancel(runs.id, by="李", now=AT)
    assert refused.value.code == "M-104"


def test_a_job_to_be_stopped_whose_worker_dies_is_stopped(queue):
    job = queue.ask(work())
    taken(queue, "a")
    queue.cancel(job.id, by="李", now=AT)
    assert taken(queue, "b", later(31)) is None
    assert queue.job(job.id).state == "cancelled"


def test_every_change_stands_in_the_audit_log(registry, queue):
    job = queue.ask(work())
    held, _ = taken(queue, "a")
    end(queue, held, designs=["140725-x"], files=["f"])
    told = [e for e in registry.audit.entries() if e.subject == job.id]
    assert [e.action for e in told] == ["job.ask", "job.take", "job.end"]
    assert told[0].facts["asked"] == {"county": "140725", "seed": 0}
    assert told[2].facts == {"state": "done", "designs": ["140725-x"], "files": ["f"]}
    assert registry.audit.verify() is None


def test_an_unknown_job_offers_the_nearest(queue):
    queue.ask(work())
    with pytest.raises(UnknownName) as refused:
        queue.job("W00001")
    assert (refused.value.code, refused.value.facts["nearest"]) == ("M-102", "W000001")


STEPS = st.lists(
    st.sampled_from(["ask", "take", "beat", "die", "end", "leave", "cancel"]), max_size=25
)


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_whatever_happens_a_job_is_held_by_one_and_ended_at_most_once(tmp_path_factory, steps):
    folder = tmp_path_factory.mktemp("queue")
    with Registry.create(sqlite_url(folder / "registry.db")) as registry:
        queue, clock, hands, asked = JobBook(registry), 0.0, {}, 0
        for number, step in enumerate(steps):
            clock += 1
            if step == "ask":
                asked += 1
                queue.ask(work(asked))
            elif step == "take":
                found = taken(queue, f"w{number}", later(clock))
                if found is not None:
                    hands[found[0].job] = [*hands.get(found[0].job, []), found[0]]
            elif step == "die":
                clock += 31
            elif step == "cancel" and asked:
                _quietly(queue.cancel, f"W{asked:06d}", by="李", now=later(clock))
            for held in [h for some in hands.values() for h in some]:
                if step == "beat":
                    _quietly(queue.beat, held, now=later(clock), lease=LEASE, share=0.1, step="")
                elif step == "end":
                    _quietly(end, queue, held, later(clock))
                elif step == "leave":
                    _quietly(queue.put_back, held, now=later(clock), counts=False)
        entries = list(registry.audit.entries())
        ends = Counter(e.subject for e in entries if e.action == "job.end")
        assert all(count == 1 for count in ends.values())
        for job in queue.newest(100):
            closed = job.state in ("done", "failed")
            assert (ends[job.id] == 1) == closed or job.state == "cancelled"
            assert job.attempt <= MOST_ATTEMPTS
            assert (job.worker is not None) == (job.state in ("running", "cancelling"))


def _quietly(act, *arguments, **named) -> None:
    """Do what may be refused."""
    try:
        act(*arguments, **named)
    except (InputError, UnknownName) as error:
        assert error.code in ("M-102", "M-103", "M-104")


def test_the_queue_works_in_postgresql(postgresql):
    with Registry.create(postgresql) as registry:
        queue = JobBook(registry)
        first = queue.ask(work(1))
        held, _ = taken(queue, "a")
        assert taken(queue, "b", later(1)) is None
        again, _ = taken(queue, "b", later(60))
        with pytest.raises(InputError):
            end(queue, held, later(61))
        end(queue, again, later(62))
        assert queue.job(first.id).state == "done"
        assert registry.audit.verify() is None
