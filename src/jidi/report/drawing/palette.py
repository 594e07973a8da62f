"""The colours of charts: dark blue for what was reached, grey for the path, plum for the goal."""

from __future__ import annotations

ACTUAL = "#1D4F91"
PATH = "#6B7683"
GOAL = "#801650"
BAND = "#9EC5E8"
GRID = "#D9E2EC"
AXIS = "#52606D"
TEXT = "#1F2933"
