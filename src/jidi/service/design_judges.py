"""Who reads and judges a kept design, by the form of its file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from jidi.service import border_design, cold_design, sorting_design
from jidi.service.design_answer import Judge

JUDGES: Final[Mapping[str, Judge]] = {
    border_design.FORM: border_design.judged_border,
    cold_design.FORM: cold_design.judged_cold,
    sorting_design.FORM: sorting_design.judged_sorting,
}
