"""Reading a plan document: from decoded text to a draft of a :class:`~jidi.model.plan.Plan`.

``read_plan(document, known)`` finds title, period, goal areas, indicator tables, figures in prose,
boxes and named systems. Each keeps its place; what no rule understood is listed. The draft waits
for a person.
"""

from jidi.plan.read.known import Known, Place
from jidi.plan.read.reader import read_plan

__all__ = ["Known", "Place", "read_plan"]
