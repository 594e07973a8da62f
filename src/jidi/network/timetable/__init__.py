"""Timetables: when a parcel handed in here is there, over runs with times and roads without.

A *run* (车次、班次) calls at stops at fixed times and may leave on several days. A parcel is put on
it when it is at the stop ``load_s`` before the run leaves (截载时间), and is at hand again
``unload_s`` after the run comes (卸车、分拨); whoever stays aboard does neither. A *link* (衔接) is
a drive or a walk between two stops that may begin at any moment; one at most comes before the first
run, between two runs, and after the last. A run of headways (班次间隔) is as many runs.

Costs are whole fen a tonne (分/吨), so that sums are exact: what a leg costs, and what being put
on a run costs. Moments are seconds from midnight of day 0.

* :class:`Timetable` is the frozen problem. :func:`earliest` answers one to all, with the ways;
  :func:`choices` gives for one pair the Pareto set of arrival, runs and cost; :func:`profile` does
  so for every moment of a stretch of time at which it is worth leaving.
* Both are connection scans: all legs of all runs in the order in which they leave, each looked
  at once.
"""

from jidi.network.timetable.assembling import Assembled, Tables, Terms, timetable_of_rows
from jidi.network.timetable.choices import Choice, choices, profile
from jidi.network.timetable.earliest import Arrivals, earliest
from jidi.network.timetable.journey import Leg, LinkLeg, RunLeg
from jidi.network.timetable.problem import Call, Link, Run, Stop, Timetable

__all__ = [
    "Arrivals",
    "Assembled",
    "Call",
    "Choice",
    "Leg",
    "Link",
    "LinkLeg",
    "Run",
    "RunLeg",
    "Stop",
    "Tables",
    "Terms",
    "Timetable",
    "choices",
    "earliest",
    "profile",
    "timetable_of_rows",
]
