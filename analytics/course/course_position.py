"""Place of one client's ORS scores in the expected course of the practice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analytics.course.expected import Expected
from analytics.course.results import BandPoint
from analytics.why import Why, why

LATE = why("first_ors_late")
CHILD = why("child_form")
TWO_FORMS = why("two_forms")
OTHER = why("other_rater")
NO_LATER = why("one_ors")


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Percentile of an episode's last ORS in the expected course, and its position in the expected range.

    session, ors: the last score. percentile: share (0 to 1) of clients expected to score lower, or None with
    `why`. place: `below` (under the lower edge of the band as drawn, the 10th percentile), `inside` or `above`
    (over the 90th). below_twice: whether the last two scores are `below`; only for clients who started under
    the cutoff. band: the expected range from session 1 to the last one, up to the end of the expected course;
    empty with `why`, unless only the number of scores is too small.
    """

    session: int | None
    ors: float | None
    percentile: float | None
    place: str | None
    below_twice: bool
    band: tuple[BandPoint, ...] = ()
    why: Why | None = None

    def range_at(self, session: int) -> BandPoint | None:
        """Return the expected ORS range at one session number; None for a session without a range."""
        return self.band[session - 1] if 0 < session <= len(self.band) else None


def reason(
    first_session: int | None, rater: str | None, version: str | None, two_forms: bool | None = False
) -> Why | None:
    """Return the reason why an episode cannot have an expected course (for example a child form), or None."""
    if two_forms:
        return TWO_FORMS
    if version == "CORS":
        return CHILD
    if rater not in (None, "self"):
        return OTHER
    return LATE if first_session is not None and first_session != 1 else None


def standing(
    expected: Expected,
    path: Sequence[float | None],
    *,
    started_below: bool | None,
    first_session: int | None,
    rater: str | None = "self",
    version: str | None = "ORS",
    two_forms: bool | None = False,
) -> Standing:
    """Return the place of an episode's last ORS in the expected course: percentile and expected range.

    Parameters
    ----------
    expected : Expected
        Course of the practice.
    path : sequence of float or None
        One score per session number, points; None if there is none.
    started_below : bool or None
        Whether the first score lies under the cutoff.
    first_session : int or None
        Session of the first score.
    rater, version : str or None
        Who filled in the ORS, and which form.
    two_forms : bool or None
        Whether the ORS form changed within the episode.

    Returns
    -------
    Standing
    """
    scores = [(k, float(score)) for k, score in enumerate(path, start=1) if score is not None]
    session, ors = scores[-1] if scores else (None, None)
    missing = expected.why or reason(first_session, rater, version, two_forms)
    if missing is None and (not path or path[0] is None):
        missing = LATE if scores else NO_LATER
    if missing is not None:
        return Standing(session=session, ors=ors, percentile=None, place=None, below_twice=False, why=missing)
    band = expected.band(scores[0][1], len(path))
    if len(scores) < 2:
        return Standing(
            session=session, ors=ors, percentile=None, place=None, below_twice=False, band=band, why=NO_LATER
        )
    if scores[-1][0] > expected.last_session:
        long = why("course_ends_earlier", session=expected.last_session)
        return Standing(
            session=session, ors=ors, percentile=None, place=None, below_twice=False, band=band, why=long
        )
    share = expected.percentile(scores[0][1], *scores[-1])
    sides = [_side(score, band[k - 1]) for k, score in scores[-2:] if k > 1]
    twice = bool(started_below) and sides == ["below", "below"]
    return Standing(session=session, ors=ors, percentile=share, place=sides[-1], below_twice=twice, band=band)


def _side(score: float, point: BandPoint) -> str:
    """Return whether a score lies `below`, `inside` or `above` the expected range as it is drawn."""
    return "below" if score < point.p10 else "above" if score > point.p90 else "inside"
