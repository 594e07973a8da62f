"""Floor 3: what a plan asks for, whether it agrees with itself, and how far it is.

``audit(plan)`` finds what its figures have to do with each other and judges them;
``progress(target, actual)`` says how far one target is; ``summary(results)`` counts the grades and
says so in a sentence.
"""

from jidi.plan.actual import Actual, actual, actual_of
from jidi.plan.audit import Audit, audit
from jidi.plan.binding import Binding
from jidi.plan.condition import Evaluated, State
from jidi.plan.demand import Demand, demands
from jidi.plan.finding import Family, Finding, Verdict
from jidi.plan.grade import Grade, Tolerance
from jidi.plan.milestones import MilestoneStanding, MilestoneState, milestone_standing
from jidi.plan.path import Knot, Path
from jidi.plan.progress import not_begun, progress
from jidi.plan.standing import Progress
from jidi.plan.summary import Summary, summary

__all__ = [
    "Actual",
    "Audit",
    "Binding",
    "Demand",
    "Evaluated",
    "Family",
    "Finding",
    "Grade",
    "Knot",
    "MilestoneStanding",
    "MilestoneState",
    "Path",
    "Progress",
    "State",
    "Summary",
    "Tolerance",
    "Verdict",
    "actual",
    "actual_of",
    "audit",
    "demands",
    "milestone_standing",
    "not_begun",
    "progress",
    "summary",
]
