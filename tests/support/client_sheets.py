"""Made-up timelines for every sheet that the sentences of `pages.client_sheet` can make."""

from __future__ import annotations

import dataclasses
import datetime
import itertools
from collections.abc import Iterator

from analytics.client.results import Session, Timeline
from analytics.course import BelowOnce
from analytics.why import Why, why
from tests.pages import made_up_clients

AREAS = ("relationship", "goals", "approach", "overall")
DAY = datetime.date(2026, 9, 30)  # a month whose name is long
MOVED = {  # case -> movement of the timeline, first and last ORS; None without one
    "up": ("up", 12.3, 27.8), "down": ("down", 27.8, 12.3),
    "a_little_up": ("within_noise", 18.4, 21.6), "a_little_down": ("within_noise", 21.6, 18.4),
    "about_the_same": ("about_the_same", 18.4, 18.9), "one_score": ("one_score", 18.4, 18.4),
    "no_score": ("no_score", None, None), "two_forms": ("two_forms", 18.4, 27.8),
}  # fmt: skip
FORMS = {  # name -> the four areas of the last SRS; () for a total only, None for no SRS
    **{area: tuple(7.4 if one == area else 9.6 for one in AREAS) for area in AREAS},
    "two_lowest": (9.2, 8.8, 8.8, 9.2), "three_lowest": (9.2, 8.8, 8.8, 8.8), "same": (9.4,) * 4, "top": (10.0,) * 4,
    "total": (), "none": None,
}  # fmt: skip
NO_BAND: tuple[Why, ...] = (
    why("course_needs_clients", need=100, have=12, _has=12), why("first_ors_late"), why("child_form"),
    why("other_rater"), why("two_forms"), why("one_ors"),
)  # fmt: skip
LONGER = why("course_ends_earlier", session=14)


def timeline(
    moved: str = "up",
    form: str = "goals",
    *,
    n: int = 12,
    raters: tuple[str, str] = ("self", "self"),
    place: str | Why = "inside",
    is_open: bool = True,
    n_srs: int = 4,
    since_srs: int = 0,
    has_srs: bool = True,
    higher: float | None = 0.54,
    gap: bool = False,
) -> Timeline:
    """Return a timeline with one ORS course and one last SRS; the other forms are those of `made_up_clients`.

    raters: of the first and of the last ORS; the SRS is of the last. place: of the last ORS in the band, or why there
    is none. gap: no ORS in session 2.
    """
    movement, first, last = MOVED[moved]
    n_ors = {"no_score": 0, "one_score": 1}.get(movement, max(2, n))
    missing = {2} if gap and n_ors > 2 else set()
    scores = [None if k in missing or k > n_ors else first if k == 1 else last for k in range(1, n + 1)]
    n_ors -= len(missing)
    sessions = tuple(
        _session(k, n, ors, FORMS[form], since_srs, raters) for k, ors in enumerate(scores, start=1)
    )
    band = not isinstance(place, Why) or place is LONGER
    base = made_up_clients.timeline()
    return dataclasses.replace(
        base,
        n=n, sessions=sessions, n_ors=n_ors, n_srs=0 if FORMS[form] is None else n_srs, movement=movement,
        ors_first=first, ors_last=last, change=None if first is None or last is None else round(last - first, 1),
        is_open=is_open, ending="open" if is_open else "planned", has_srs=has_srs, sessions_without_srs=since_srs,
        expected_course=base.expected_course if band and n_ors > 1 else (),
        expected_place=None if isinstance(place, Why) else place,
        expected_course_why=place if isinstance(place, Why) else None,
        below_once=BelowOnce(210, higher),
    )  # fmt: skip


def _session(
    k: int, n: int, ors: float | None, areas: tuple | None, since: int, raters: tuple[str, str]
) -> Session:
    """Return session k of n."""
    total = None if areas is None or k != n - since else sum(areas) if areas else 33.7
    held = areas if areas and total is not None else (None,) * 4
    return Session(
        session_no=k, date=DAY - datetime.timedelta(days=7 * (n - k)), therapist="T01",
        ors=ors, srs=None if total is None else round(total, 1),
        ors_areas={}, srs_areas=dict(zip(AREAS, held, strict=True)), ors_version="ORS", srs_version="SRS",
        rater=raters[0] if k == 1 else raters[1],
    )  # fmt: skip


def every() -> Iterator[Timeline]:
    """Yield a timeline for each combination of movement, raters, band, last form, ending and number of forms."""
    places: tuple[str | Why, ...] = ("inside", "above", "below", LONGER, *NO_BAND)
    raters = (("self", "self"), ("caretaker", "caretaker"), ("self", "caretaker"))
    for moved, form, place, who, is_open in itertools.product(MOVED, FORMS, places, raters, (True, False)):
        for n, n_srs, since, has_srs in (
            (2, 1, 0, True),
            (5, 4, 0, True),
            (5, 4, 3, True),
            (5, 0, 0, False),
        ):
            if has_srs or form == "none":
                yield timeline(
                    moved, form, n=n, raters=who, place=place, is_open=is_open,
                    n_srs=n_srs, since_srs=since, has_srs=has_srs,
                    gap=since > 0,
                )  # fmt: skip
