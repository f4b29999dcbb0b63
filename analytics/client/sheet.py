"""What the sheet that a therapist and a client open together takes from a timeline.

That is the last alliance form, who filled in the forms, and one question, chosen by the scores. No flag of the
caseload and no estimate of the early warning is used: the sheet shows the client's own scores only.
"""

from __future__ import annotations

from dataclasses import dataclass

from analytics.client.conversation_prompts import AREA_HIGH
from analytics.client.results import Session, Timeline

FEW_FORMS = 2  # under two scores of the ORS and two of the SRS there is no course to ask about; own choice
QUESTIONS = (
    "few",
    "ended",
    "fell",
    "no_form",
    "relationship",
    "goals",
    "approach",
    "overall",
    "rose",
    "more",
)


@dataclass(frozen=True)
class LastForm:
    """Last SRS of an episode: its session, its total in points, its four areas.

    areas: points of 10 by area; empty where the form holds a total only. is_own: whether the client filled it in.
    """

    session: Session
    total: float
    areas: dict[str, float]
    is_own: bool

    @property
    def lowest(self) -> tuple[str, ...]:
        """Areas with the lowest score; all four if they are equal, none without areas."""
        least = min(self.areas.values(), default=None)
        return tuple(area for area, value in self.areas.items() if value == least)


def last_form(timeline: Timeline) -> LastForm | None:
    """Return the last SRS of a timeline; None if no session has one."""
    for session in reversed(timeline.sessions):
        if session.srs is not None:
            filled = {area: value for area, value in session.srs_areas.items() if value is not None}
            is_whole = len(filled) == len(session.srs_areas)
            return LastForm(session, session.srs, filled if is_whole else {}, session.rater == "self")
    return None


def who_rated(timeline: Timeline) -> str:
    """Return who filled in the ORS of a timeline: `client`, `other` or `both`."""
    raters = {session.rater == "self" for session in timeline.sessions if session.ors is not None}
    return "both" if len(raters) == 2 else "other" if raters == {False} else "client"


def question(timeline: Timeline, no_srs_sessions: int) -> str:
    """Return the key of the one question on the sheet, one of QUESTIONS.

    Parameters
    ----------
    timeline : Timeline
        One episode of the client.
    no_srs_sessions : int
        From how many sessions in a row without an SRS forms count as missing (definitions).

    Returns
    -------
    str

    Notes
    -----
    The first that applies: too few forms; an episode that has ended; a wellbeing score that fell beyond the form's
    noise; no recent SRS; the lowest area of the last SRS, if under nine and not shared; a wellbeing score that rose
    beyond the form's noise; else what to do more of.
    """
    if timeline.n_ors < FEW_FORMS and timeline.n_srs < FEW_FORMS:
        return "few"
    if not timeline.is_open:
        return "ended"
    if timeline.movement == "down":
        return "fell"
    if timeline.has_srs and timeline.sessions_without_srs >= no_srs_sessions:
        return "no_form"
    form = last_form(timeline)
    if form is not None and len(form.lowest) == 1 and form.areas[form.lowest[0]] < AREA_HIGH:
        return form.lowest[0]
    return "rose" if timeline.movement == "up" else "more"
