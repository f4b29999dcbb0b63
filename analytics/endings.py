"""Number of ended episodes with a recorded reason, and whether it suffices for rates of endings.

This is decided once per data version over all of its ended episodes, so that filters do not change it. The
counts are stored in `meta.version`; the required share is a rule (`endings.min_recorded`). If too few endings
have a recorded reason, the marts infer no endings, and no rate of unplanned endings is shown.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from analytics.privacy import small
from analytics.why import Why, why

if TYPE_CHECKING:
    from analytics.store.version import Version

NOT_JSON = {"json": False}


@dataclass(frozen=True, kw_only=True)
class Endings:
    """Counts of ended episodes in the whole practice; None if a count is too small to show.

    ended: episodes that have ended, recorded or lapsed; recorded: those with a usable reason;
    no_session_for_lapse_days: episodes whose last session is `lapse_days` days or more before the data date;
    courses: all episodes; are_recorded: whether rates of endings are shown.
    """

    ended: int | None
    recorded: int | None
    no_session_for_lapse_days: int | None
    courses: int | None
    lapse_days: int
    are_recorded: bool = field(metadata=NOT_JSON)
    any_recorded: bool = field(metadata=NOT_JSON)
    any_over: bool = field(metadata=NOT_JSON)  # recorded as over, without a usable reason
    any_words: bool = field(metadata=NOT_JSON)  # recorded in words that nobody knows yet


def of(version: Version, restricted: bool = False) -> Endings:
    """Return the number of ended episodes of a data version, and of those with a recorded reason.

    Parameters
    ----------
    version
        Data version.
    restricted
        Whether small counts are hidden, as for viewers without rights to the clients.
    """
    below = version.definitions.small_numbers.suppress_below if restricted else 0
    ended, recorded = version.n_ended, version.n_recorded
    hidden = small(recorded, below) or small(ended - recorded, below) or small(ended, below)

    def shown(count: int, of_all: int) -> int | None:
        """Return the count; None if the count, or the total minus the count, is too small to show."""
        return None if small(count, below) or small(of_all - count, below) else count

    return Endings(
        ended=shown(ended, version.n_courses),
        recorded=None if hidden else recorded,
        no_session_for_lapse_days=shown(version.n_no_session, version.n_courses),
        courses=None if small(version.n_courses, below) else version.n_courses,
        lapse_days=version.definitions.endings.lapse_days,
        are_recorded=version.endings_recorded,
        any_recorded=recorded > 0,
        any_over=version.n_only_over > 0,
        any_words=version.n_words > 0,
    )


def not_recorded(version: Version, restricted: bool = True) -> Why | None:
    """Return why no rate of unplanned endings is given in this data version; None if rates are given."""
    if version.endings_recorded:
        return None
    found = of(version, restricted)
    if not found.any_recorded:
        variant = "words" if found.any_words else "only_over" if found.any_over else "none"
    else:
        variant = "few" if None not in (found.recorded, found.ended) else "hidden"
    return why(
        "endings_not_recorded",
        variant,
        ended=found.ended,
        recorded=found.recorded,
        no_session_for_lapse_days=found.no_session_for_lapse_days,
        lapse_days=found.lapse_days,
        min_recorded=version.definitions.endings.min_recorded,
    )


def default_outcome(version: Version) -> str:
    """Return the outcome that is predicted by default: the one in the definitions, or else `poor_outcome`.

    It is `poor_outcome` if too few endings have a recorded reason.
    """
    asked = version.definitions.early_warning.outcome
    return asked if version.endings_recorded else "poor_outcome"
