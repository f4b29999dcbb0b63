"""Sentences of Outcomes & benchmarks on the course by session and on how long clients stay."""

from __future__ import annotations

from analytics.messages import gettext, ngettext, paragraph
from analytics.outcomes.results import Outcomes
from pages.ui import formatting
from pages.ui.formatting import SMALL

NO_COURSE = "The lines need a group of 20 closed episodes that stayed about as long; there is none yet."


def course_footnote(outcomes: Outcomes) -> str:
    """Explain how to read the mean ORS by episode length, with the number of episodes of each line."""
    groups = [
        gettext("{n} of {sessions} sessions").format(n=formatting.count(k), sessions=dose.replace("-", "–"))
        for dose, k in {point.dose: point.episodes for point in outcomes.course}.items()
        if k is not None
    ]
    return paragraph(
        "Lines are split by how long people stayed, because those who stay differ from those who leave.",
        gettext("Courses that ended, with an ORS: {groups}.").format(groups=formatting.listed(groups))
        if groups
        else "Courses that ended, with an ORS.",
        "Transferred, administrative and never-started ones are left out; lines need 20 forms. Bands are 95% ranges.",
    )


def retention_footnote(outcomes: Outcomes) -> str:
    """Explain how to read the retention curve, with the number of episodes."""
    first = outcomes.retention[0].at_risk if outcomes.retention else 0
    return ngettext(
        "{n} episode that began in this period, whatever became of them, each until its last session; open "
        "ones are neither kept nor lost. The curve falls for planned endings too: it says how long, not how "
        "well.",
        "{n} episodes that began in this period, whatever became of them, each until its last session; open "
        "ones are neither kept nor lost. The curve falls for planned endings too: it says how long, not how "
        "well.",
        first,
    ).format(n=formatting.count(first))


def retention_lead(outcomes: Outcomes) -> str:
    """Return the alternative text of the retention curve: share still in care after sessions 1, 3 and 8."""
    at = {row.session: row.still_in_care for row in outcomes.retention}
    return "; ".join(
        gettext("after session {session}, {share} are still in care").format(
            session=session, share=formatting.in_100(at[session])
        )
        for session in (1, 3, 8)
        if session in at
    )


def too_few_began(n: int | None) -> str:
    """Return the text for too few episodes, such as `7 of 10 episodes`; None stands for a hidden n."""
    if n is None:
        return gettext("Not enough data yet: fewer than {needed} episodes").format(needed=SMALL)
    return gettext("Not enough data yet: {n} of {needed} episodes").format(
        n=formatting.count(n), needed=SMALL
    )
