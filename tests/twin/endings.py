"""How an episode ended, and in which figures it counts."""

from __future__ import annotations

import datetime

from tests.twin.rules import RULES

OPEN = "open"
RECORDED = ("planned", "unplanned", "transferred", "administrative", "not_a_course")
NO_OUTCOME = ("transferred", "administrative", "not_a_course")
LEFT = ("unplanned", "unplanned_inferred")
INFERRED = ("planned_inferred", "unplanned_inferred")
LAPSED = "lapsed"  # in a practice that does not record endings


def ending(closure: str | None, last_day: datetime.date, as_of: datetime.date, recovered: bool) -> str:
    """Return the ending: the recorded reason, or else what the lapse window makes of silence.

    Glossary, "Ended unplanned": recorded reasons come first; without one an episode counts as ended once its last
    session lies the lapse window or more before the data date, as planned if the client had recovered.
    """
    if closure in RECORDED:
        return closure
    if (as_of - last_day).days < RULES["endings.lapse_days"]:
        return OPEN
    return "planned_inferred" if recovered else "unplanned_inferred"


def are_recorded(endings: list[str]) -> bool:
    """Return whether enough of the practice's ended episodes have a recorded reason to give rates."""
    over = [name for name in endings if name != OPEN]
    recorded = [name for name in over if name in RECORDED]
    return bool(over) and len(recorded) >= RULES["endings.min_recorded"] * len(over)
