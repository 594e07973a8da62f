"""Who reads and judges a kept design, by the form of its file; what its kind is called."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from jidi.service import (
    border_design,
    cold_design,
    design_forms,
    plan_check_answer,
    rural_joint_answer,
    sorting_design,
)
from jidi.service.answer_parts import Search, Told
from jidi.service.books import Book
from jidi.service.design_answer import Judge

JUDGES: Final[Mapping[str, Judge]] = {
    design_forms.BORDER: border_design.judged_border,
    design_forms.COLD_CHAIN: cold_design.judged_cold,
    design_forms.PLAN_CHECK: plan_check_answer.judged_plan,
    design_forms.JOINT: rural_joint_answer.judged_joint_answer,
    design_forms.SORTING: sorting_design.judged_sorting,
}
KINDS: Final[Mapping[str, tuple[str, Told]]] = {
    "sorting": (design_forms.SORTING, ("分拣方案", "Sorting")),
    "cold-chain": (design_forms.COLD_CHAIN, ("冷链方案", "Cold chain")),
    "cross-border": (design_forms.BORDER, ("跨境方案", "Cross-border")),
    "joint": (design_forms.JOINT, ("共同配送", "Joint delivery")),
    "plancheck": (design_forms.PLAN_CHECK, ("规划核对", "Check of the plan")),
}
"""By the kind's name, with which its ids begin: the form of its file, and what it is called."""

Explainer = Callable[[Book, Mapping[str, Any], Mapping[str, Any], str, Search], tuple[Told, ...]]
"""Given book, asked, design, a name, and how to search."""
EXPLAINERS: Final[Mapping[str, Explainer]] = {
    design_forms.BORDER: border_design.explained_border,
    design_forms.COLD_CHAIN: cold_design.explained_cold,
    design_forms.SORTING: sorting_design.explained_sorting,
}
"""Who tells why a design is as it is; a form without an entry has nothing to explain."""
