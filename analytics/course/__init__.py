"""Expected course: ORS scores expected at each session, from clients with a similar first score."""

from analytics.course.below_once import BelowOnce
from analytics.course.course import course
from analytics.course.course_position import Standing, standing
from analytics.course.expected import Expected, expected
from analytics.course.results import BandPoint, Course

__all__ = ["BandPoint", "BelowOnce", "Course", "Expected", "Standing", "course", "expected", "standing"]
