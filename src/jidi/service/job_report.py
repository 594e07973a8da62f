"""Jobs that write a report: what is asked. Who writes stands on the floor above."""

from __future__ import annotations

from typing import Final

from jidi.model.report_wording import REPORTS
from jidi.service.job_fields import Field, one_of, whole, yes

REPORT: Final = "report"
_KINDS: Final = {
    "annual": ("年度监测报告", "annual monitoring"),
    "midterm": ("中期评估报告", "mid-term evaluation"),
    "final": ("总结评估报告", "final evaluation"),
}
REPORT_FIELDS: Final = (
    Field("report", "报告", "report", one_of(*REPORTS), default="annual", said=_KINDS),
    Field("year", "年度", "year", whole(least=1949, most=2199)),
    Field(
        "language", "语言", "language", one_of("zh", "en"), default="zh",
        said={"zh": ("中文", "Chinese"), "en": ("英文", "English")},
    ),
    Field("forecast", "作预测", "forecast", yes, default=True),
)  # fmt: skip
"""The year is the usual one of the report where none is told."""
