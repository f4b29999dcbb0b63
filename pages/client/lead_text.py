"""Opening sentences of the client timeline page: how wellbeing and the alliance changed."""

from __future__ import annotations

from analytics import dips
from analytics.client.results import Mark, Timeline
from analytics.messages import gettext, ngettext
from pages.ui import formatting

_DROPS = {  # outcome of an alliance drop -> sentence
    "repaired": gettext("The alliance dropped at session {session} and was repaired by session {repaired}."),
    "unrepaired": gettext("The alliance dropped at session {session} and has not come back."),
    "ended_after": gettext(
        "The alliance dropped at session {session}, and the episode ended before it came back."
    ),
    "lapsed": gettext(
        "The alliance dropped at session {session}, and no later session shows whether it came back."
    ),
    "open": gettext(
        "The alliance dropped at session {session}; it is too soon to see whether it comes back."
    ),
}

_SAME = {  # where the last ORS lies in the expected range -> sentence
    None: gettext("Wellbeing is about where it started after {n} sessions."),
    "above": gettext(
        "Wellbeing is about where it started after {n} sessions, above the range expected from this starting score."
    ),
    "inside": gettext(
        "Wellbeing is about where it started after {n} sessions, inside the range expected from this starting score."
    ),
    "below": gettext(
        "Wellbeing is about where it started after {n} sessions, below the range expected from this starting score."
    ),
}

_MOVED = {  # the same for a change; without an expected range, its size beside a reliable change
    "above": gettext(
        "Wellbeing moved {points} points in {n} sessions, above the range expected from this starting score."
    ),
    "inside": gettext(
        "Wellbeing moved {points} points in {n} sessions, inside the range expected from this starting score."
    ),
    "below": gettext(
        "Wellbeing moved {points} points in {n} sessions, below the range expected from this starting score."
    ),
    "fell_inside": gettext(
        "Wellbeing moved {points} points in {n} sessions, a reliable change, though still inside the range expected from"
        " this starting score."
    ),
    "within_noise": gettext(
        "Wellbeing moved {points} points in {n} sessions, no reliable change ({reliable})."
    ),
    "reliable": gettext("Wellbeing moved {points} points in {n} sessions, a reliable change ({reliable})."),
}

NO_SRS_HERE = "This export has no SRS, so nothing can be said about the alliance."

FORMS_OF_A_DROP = dips.FORMS_BEFORE + 1  # forms from which a drop can be seen


def lead(timeline: Timeline, rule: str) -> tuple[str, str]:
    """Return two sentences: how wellbeing (ORS) changed, and how the alliance (SRS) changed.

    rule: whether a change equal to the threshold is reliable, `at_least` or `more_than`.
    """
    return _wellbeing(timeline, rule), _alliance(timeline)


def _wellbeing(timeline: Timeline, rule: str) -> str:
    sessions = len(timeline.sessions)
    n = formatting.count(sessions)
    if timeline.movement == "no_score":
        return ngettext(
            "No wellbeing score in {n} session.", "No wellbeing score in {n} sessions.", sessions
        ).format(n=n)
    if timeline.movement == "two_forms":
        return gettext(
            "The ORS form changed in these {n} sessions, so no change in wellbeing is computed."
        ).format(n=n)
    if timeline.movement == "one_score":
        return gettext("One wellbeing score so far: {score}.").format(
            score=formatting.number(timeline.ors_first)
        )
    if timeline.movement == "about_the_same":
        return _SAME[timeline.expected_place].format(n=n)
    noise = "within_noise" if timeline.movement == "within_noise" else "reliable"
    place = timeline.expected_place or noise
    if (
        place == "inside" and timeline.movement == "down"
    ):  # the range alone would calm where there is reason to ask
        place = "fell_inside"
    return _MOVED[place].format(
        n=n,
        points=formatting.signed(timeline.change),
        reliable=formatting.reliable_change(timeline.reliable_change, rule),
    )


def _alliance(timeline: Timeline) -> str:
    if not timeline.n_srs:
        return "No alliance form has been filled in." if timeline.has_srs else NO_SRS_HERE
    drop = timeline.last_drop
    if timeline.settled is not None and (drop is None or drop.session_no <= timeline.settled.since_session):
        return gettext("The alliance has settled {points} points lower since session {session}.").format(
            points=formatting.number(timeline.settled.points), session=timeline.settled.since_session
        )
    if timeline.srs_two_forms:
        return "The SRS form changed during this course, so no alliance drop is looked for."
    if drop is not None:
        return drop_words(drop, timeline.ending)
    if timeline.sessions_without_srs >= 3:
        return gettext("No SRS for {n} sessions.").format(n=timeline.sessions_without_srs)
    n = formatting.count(timeline.n_srs)
    if timeline.n_srs < FORMS_OF_A_DROP:
        return ngettext(
            "{n} alliance form so far, too few to see a drop.",
            "{n} alliance forms so far, too few to see a drop.",
            timeline.n_srs,
        ).format(n=n)
    return ngettext(
        "The alliance shows no drop in {n} form.", "The alliance shows no drop in {n} forms.", timeline.n_srs
    ).format(n=n)


def drop_words(drop: Mark, ending: str = "") -> str:
    """Return the sentence on an alliance drop: its session and whether it was repaired."""
    outcome = "lapsed" if drop.outcome == "ended_after" and ending == "lapsed" else drop.outcome
    return _DROPS.get(outcome or "", _DROPS["open"]).format(
        session=drop.session_no, repaired=drop.resolved_session
    )
