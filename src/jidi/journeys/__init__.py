"""Floor 3: a parcel's way, told from its scans. Pure: rows in, values out."""

from jidi.journeys.course import Course, Mark, Scan, course_of
from jidi.journeys.relation import step_relation

__all__ = ["Course", "Mark", "Scan", "course_of", "step_relation"]
