"""Who reads and judges a kept design, by the form of its file; what its kind is called."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from jidi.service import (
    border_design,
    cold_design,
    plan_check_answer,
    rural_joint_answer,
    sorting_design,
)
from jidi.service.answer_parts import Search, Told
from jidi.service.books import Book
from jidi.service.design_answer import Judge

JUDGES: Final[Mapping[str, Judge]] = {
    border_design.FORM: border_design.judged_border,
    cold_design.FORM: cold_design.judged_cold,
    plan_check_answer.FORM: plan_check_answer.judged_plan,
    rural_joint_answer.FORM: rural_joint_answer.judged_joint_answer,
    sorting_design.FORM: sorting_design.judged_sorting,
}
KINDS: Final[Mapping[str, tuple[str, Told]]] = {
    "sorting": (sorting_design.FORM, ("分拣方案", "Sorting")),
    "cold-chain": (cold_design.FORM, ("冷链方案", "Cold chain")),
    "cross-border": (border_design.FORM, ("跨境方案", "Cross-border")),
    "joint": (rural_joint_answer.FORM, ("共同配送", "Joint delivery")),
    "plancheck": (plan_check_answer.FORM, ("规划核对", "Check of the plan")),
}
"""By the kind's name, with which its ids begin: the form of its file, and what it is called."""

Explainer = Callable[[Book, Mapping[str, Any], Mapping[str, Any], str, Search], tuple[Told, ...]]
"""Given book, asked, design, a name, and how to search."""
EXPLAINERS: Final[Mapping[str, Explainer]] = {
    border_design.FORM: border_design.explained_border,
    cold_design.FORM: cold_design.explained_cold,
    sorting_design.FORM: sorting_design.explained_sorting,
}
"""Who tells why a design is as it is; a form without an entry has nothing to explain."""
