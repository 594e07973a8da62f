"""What an audit costs, and what it finds: both plans, and the drafts of documents given.

    python benchmarks/plan_audit.py [DOCUMENT ...]

For each plan: how many findings of each verdict, and the processor time of a whole audit with
published figures and divisions at hand (median of seven, nothing kept between them). Loading the
roster of a province is timed apart: it is paid once per process.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable

from jidi.core.division import DivisionTree
from jidi.model import divisions
from jidi.model.plan import Plan
from jidi.model.plan_loader import load_plans
from jidi.model.statistics import load_statistics
from jidi.plan import Verdict, audit
from jidi.plan.relate.names import plain
from jidi.service.plan_documents import plan_at

RUNS = 7


def main(documents: list[str]) -> None:
    """Print one line per plan."""
    once = _seconds(lambda: divisions.load_divisions("shanxi"))
    print(f"roster of Shanxi, once per process: {once * 1000:.0f} ms")
    print(f"{'plan':28} {'records':>8} {'agree':>6} {'only if':>8} {'contra':>7} {'audit ms':>9}")
    for plan in (*load_plans(), *(plan_at(name) for name in documents)):
        _print_plan(plan)


def _print_plan(plan: Plan) -> None:
    tree = _tree(plan.province)

    def whole() -> None:
        plain.cache_clear()
        found = audit(plan, published=load_statistics(), divisions=tree)
        counts.update(Counter(finding.verdict for finding in found.findings))
        assert found.bindings is not None

    counts: Counter[Verdict] = Counter()
    whole()
    verdicts = [counts[verdict] for verdict in Verdict]
    took = statistics.median(_seconds(whole) for _ in range(RUNS))
    numbers = " ".join(f"{n:>{w}}" for n, w in zip(verdicts, (6, 8, 7), strict=True))
    print(f"{plan.id:28} {len(plan.records):>8} {numbers} {took * 1000:>9.0f}")


def _tree(province: str) -> DivisionTree | None:
    known = {source.province.text for source in divisions.division_sources()}
    if province in known:
        return divisions.load_divisions(province)
    return divisions.load_country() if province else None


def _seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


if __name__ == "__main__":
    main(sys.argv[1:])
