"""A small design under the name of a real county, as a book keeps it."""

from __future__ import annotations

from dataclasses import replace

from small_county import county, honest, named, simple

from jidi.network.rural.files import digested
from jidi.network.rural.problem import Wanted
from jidi.network.rural.verify import verify
from jidi.service.rural_design import Judged


def judged(book, *, seed: int = 5, without: int | None = None) -> Judged:
    """A small design with the villages of a real county; one of them may be left out."""
    codes = [
        d.code.text
        for d in book.tree
        if d.code.text.startswith("140725") and d.code.is_administrative_village
    ]
    problem = digested(
        replace(named(county(seed), codes), name="寿<阳>", wanted=Wanted(coverage=0.5))
    )
    design = simple(problem)
    if without is not None:
        left = tuple(s for s in design.services if s.village != without)
        design = honest(problem, replace(design, services=left))
    design = replace(design, made=(("county", "140725"), ("seed", "1")))
    return Judged(problem, design, verify(problem, design))
