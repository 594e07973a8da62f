"""Who does the jobs that the floor of services cannot do: handed to workers at their start."""

from __future__ import annotations

from collections.abc import Mapping

from jidi.service.job_report import REPORT
from jidi.service.job_task import Doer


def doers() -> Mapping[str, Doer]:
    """By kind of job. What writes reports is loaded here, with a worker's first job."""
    from jidi.report.job import write_report

    return {REPORT: write_report}
