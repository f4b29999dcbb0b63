"""Sentences of the sheet on the expected range: what the band in the chart is, and what it does not say."""

from __future__ import annotations

from analytics.client.results import Timeline
from analytics.messages import gettext
from pages.ui import formatting

MANY = 0.3  # share of clients from which the sheet tells how many went up after a score under the band; own choice

_BAND = "The band is made from people here who began close to your first score."
_SHARE_INSIDE = "About 8 in 10 of their scores fall in it, and about 2 in 10 fall outside."
_HIGHER = gettext(
    "Of 10 people here who once fell under their band, about {n} had a last score above their first."
)
_PLACE = {
    "inside": "Your last score is in the band.",
    "above": "Your last score is over the band.",
    "below": "Your last score is under the band. That is a reason to talk about it, and no more than that.",
}
_ENDS = gettext("The band stops at session {session}, as few people came for longer.")
_NONE = {  # code of the reason without an expected course -> sentence
    "first_ors_late": "Your first score came late, so we cannot show a band of other people.",
    "child_form": "For this form we cannot show a band of other people.",
    "other_rater": "Someone else filled in the form, so we cannot show a band of other people.",
    "two_forms": "So there is no band of other people here.",
}
_TOO_FEW = "Too few people have come here yet to show a band of other people."


def sentences(timeline: Timeline) -> tuple[str, ...]:
    """Return the sentences on the expected range and where the last score lies in it, or why there is no range."""
    why = timeline.expected_course_why
    if len(timeline.expected_course) < 2:
        return (_NONE.get(why.code, _TOO_FEW) if why is not None else _TOO_FEW,)
    said = [_BAND, _SHARE_INSIDE, *_ended_higher(timeline)]
    if timeline.expected_place is not None:
        said.append(_PLACE[timeline.expected_place])
    elif why is not None and why.code == "course_ends_earlier":
        said.append(_ENDS.format(session=why.parameters["session"]))
    return tuple(said)


def _ended_higher(timeline: Timeline) -> tuple[str, ...]:
    """Return the sentence on how many clients scored under the range and still ended higher, if they are many.

    They are clients who began under the cutoff, so a client who began over it is told nothing of them.
    """
    once = timeline.below_once
    if not timeline.started_below or once.higher is None or once.higher < MANY:
        return ()
    return (_HIGHER.format(n=formatting.rounded(once.higher * 10)),)
