"""Sentences of the sheet for client and therapist, in words of a school reading level.

`tests/unit/test_client_sheet_reading.py` measures every sheet that these templates can make, and holds them to a list
of words that could frighten or label.
"""

from __future__ import annotations

from dataclasses import dataclass

from analytics.client.results import Timeline
from analytics.client.sheet import last_form, question, who_rated
from analytics.measures import AREA_NAMES
from analytics.messages import gettext, ngettext
from pages.client_sheet import range_text
from pages.ui import formatting

TITLE_OPEN, TITLE_ENDED = "How it is going", "How it went"
WEEKS = "How your weeks have been going"
WORK = "How our work together feels to you"
ASK_OPEN, ASK_ENDED = "One question for today", "One question to look back"
WRITE_OPEN, WRITE_ENDED = "What we want to try until next time", "What we want to keep in mind"
FEW = 3  # wellbeing scores up to which the sheet says that they are few; own choice

LEGEND = (("line", "w", "your scores"), ("band", "w", "people who began where you did"))
_SCORE = {  # who filled in the form -> what a score is
    "client": gettext("Each score sums up how your week was, as you saw it."),
    "other": gettext("Each score sums up how your week was, as someone else saw it."),
    "both": gettext("Each score sums up how your week was, as you or someone else saw it."),
}
_SCALE = "It runs from 0 to 40. Higher is better."
_GAP = "A gap in the line means there was no form that day."
_WEEKS = {  # movement of the wellbeing score -> sentences
    "up": (gettext("Your last score is higher than your first."),),
    "down": (gettext("Your last score is lower than your first."),),
    "a_little_up": (
        gettext("Your last score is a little higher than your first."),
        gettext("A step this small can be chance."),
    ),
    "a_little_down": (
        gettext("Your last score is a little lower than your first."),
        gettext("A step this small can be chance."),
    ),
    "about_the_same": (gettext("Your last score is about the same as your first."),),
    "one_score": (gettext("There is one score so far: {last} of 40."),),
    "two_forms": (
        gettext("The form changed on the way."),
        gettext("So your first and last score cannot be held side by side."),
    ),
    "no_score": (gettext("There is no score for your weeks yet."),),
}
_FROM_TO = gettext("It went from {first} to {last}, out of 40.")
_ONE_DAY = "One score on one day says little."
_STILL_FEW = "With so few scores this can still change a lot."

_NO_FORM = "There is no form yet on how our work feels to you."
_NO_FORM_HERE = "We do not use a form for this here. We can just talk about it."
_OF_SESSION = gettext("These answers are from session {session}, on {day}. Each runs from 0 to 10.")
_SUM_ONLY = gettext(
    "Your last form is from session {session}, on {day}. It holds the sum only: {total} of 40."
)
_LOWEST = {  # number of areas that share the lowest score -> sentence
    1: gettext("The lowest of the four is **{areas}**. A small gap can be chance."),
    2: gettext("The lowest are **{areas}**. A small gap can be chance."),
    3: gettext("The lowest are **{areas}**. A small gap can be chance."),
    4: gettext("All four are the same."),
}
_ALL_TOP = "All four are as high as they can be."
_BY_OTHER = "Someone else filled in this form."
_ONE_FORM = "It is the only form so far. One form on one day says little."

QUESTION = {
    "few": "What would you like to be different in your days a month from now?",
    "ended": "What do you want to keep from our work?",
    "fell": "What has been hard these last weeks, and what has helped a little?",
    "no_form": "How has our work been for you so far?",
    "relationship": "When did I miss you last time, and what would have helped?",
    "goals": "What should we put first from now on?",
    "approach": "What would you like more of, or less of, in our hours?",
    "overall": "What one thing would have made our last hour more use to you?",
    "rose": "What have you done that helped, and how can we keep it going?",
    "more": "What should we do more of next time?",
}
FOOT = "This sheet is here to help us talk. It cannot tell why a score went up or down, and it does not judge you."


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """All words of one sheet, in reading order.

    who: the client's code (and name on the screen), sessions, last day; for the therapist to see that it is the right
    sheet. areas: name of an area and its score in words.
    """

    title: str
    who: str
    weeks: tuple[str, ...]
    scale: tuple[str, ...]
    band: tuple[str, ...]
    work: tuple[str, ...]
    areas: tuple[tuple[str, str], ...]
    work_after: tuple[str, ...]
    ask: str
    question: str
    write: str
    foot: str = FOOT

    def sentences(self) -> tuple[str, ...]:
        """Return everything that the client reads, part by part."""
        named = tuple(f"{name}: {score}." for name, score in self.areas)
        own = (WEEKS, *self.weeks, *self.scale, *self.band, WORK, *self.work, *named, *self.work_after)
        return (self.title, *own, self.ask, self.question, self.write, self.foot)


def sheet(timeline: Timeline, no_srs_sessions: int, label: str = "") -> Sheet:
    """Return the words of the sheet of one episode.

    Parameters
    ----------
    timeline
        The answer that the client timeline page shows.
    no_srs_sessions
        From how many sessions in a row without an SRS forms count as missing (definitions).
    label
        Name of the client on the screen; empty on paper and where names are off.
    """
    work, areas, after = _alliance(timeline)
    return Sheet(
        title=TITLE_OPEN if timeline.is_open else TITLE_ENDED,
        who=who(timeline, label),
        weeks=_wellbeing(timeline),
        scale=_scale(timeline),
        band=range_text.sentences(timeline) if timeline.n_ors > 1 else (),
        work=work,
        areas=areas,
        work_after=after,
        ask=ASK_OPEN if timeline.is_open else ASK_ENDED,
        question=QUESTION[question(timeline, no_srs_sessions)],
        write=WRITE_OPEN if timeline.is_open else WRITE_ENDED,
    )


def who(timeline: Timeline, label: str) -> str:
    """Return the line at the top of the sheet: client code, display name, number of sessions, last session day."""
    n = len(timeline.sessions)
    template = (
        ngettext(
            "Client {code} · {label} · {n} session, {last}",
            "Client {code} · {label} · {n} sessions, the last on {last}",
            n,
        )
        if label
        else ngettext(
            "Client {code} · {n} session, {last}", "Client {code} · {n} sessions, the last on {last}", n
        )
    )
    last = formatting.day(timeline.sessions[-1].date)
    return template.format(code=timeline.client_id, label=label, n=formatting.count(n), last=last)


def _wellbeing(timeline: Timeline) -> tuple[str, ...]:
    """Return the sentences on the course of the wellbeing score, and on how little one score says."""
    movement, change = timeline.movement, timeline.change or 0.0
    if movement == "within_noise":
        movement = "a_little_up" if change > 0 else "a_little_down"
    first, last = formatting.number(timeline.ors_first), formatting.number(timeline.ors_last)
    said = [sentence.format(last=last) for sentence in _WEEKS[movement]]
    if movement == "no_score":
        return tuple(said)
    if movement not in ("one_score", "two_forms"):
        said.insert(1, _FROM_TO.format(first=first, last=last))
    return (*said, _STILL_FEW if 1 < timeline.n_ors <= FEW else _ONE_DAY)


def _scale(timeline: Timeline) -> tuple[str, ...]:
    """Return what a score is, and what a gap in the line means where there is one."""
    if not timeline.n_ors:
        return ()
    said = (_SCORE[who_rated(timeline)], _SCALE)
    scored = [index for index, row in enumerate(timeline.sessions) if row.ors is not None]
    return (*said, _GAP) if scored[-1] - scored[0] >= len(scored) else said


def _alliance(timeline: Timeline) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...], tuple[str, ...]]:
    """Return the sentences before the alliance areas of the last form, the areas, and the sentences after them."""
    form = last_form(timeline)
    if form is None:
        return (_NO_FORM if timeline.has_srs else _NO_FORM_HERE,), (), ()
    after = [] if form.is_own else [_BY_OTHER]
    after += [_ONE_FORM] if timeline.n_srs == 1 else []
    at = {"session": form.session.session_no, "day": formatting.day(form.session.date)}
    if not form.areas:
        return (_SUM_ONLY.format(total=formatting.number(form.total), **at),), (), tuple(after)
    areas = tuple(
        (AREA_NAMES[area], gettext("{score} of 10").format(score=formatting.number(value)))
        for area, value in form.areas.items()
    )
    if min(form.areas.values()) == 10:
        lowest = _ALL_TOP
    else:
        names = [AREA_NAMES[area] for area in form.lowest]
        lowest = _LOWEST[len(names)].format(areas=formatting.listed(names))
    return (_OF_SESSION.format(**at),), areas, (lowest, *after)


def alt(words: Sheet) -> str:
    """Return what the chart shows in words, for people who do not see it."""
    return " ".join((*words.weeks, *words.band))
