"""Sentences for a page without results under the current filters: the reason, and what to click."""

from __future__ import annotations

import datetime

from analytics.answers import Answer
from analytics.filters import Filters
from analytics.messages import gettext
from pages.ui import formatting

_EPISODES = {"closed": "closed episode", "open": "open episode"}


_NOTHING = {  # (has a first day, has a last day, other filters) -> sentence
    (True, True, False): gettext("There is no {episode} with its last session from {since} to {until}."),
    (True, True, True): (
        gettext(
            "There is no {episode} with its last session from {since} to {until} for what is chosen on the left."
        )
    ),
    (True, False, False): gettext("There is no {episode} with its last session from {since} on."),
    (
        True,
        False,
        True,
    ): gettext("There is no {episode} with its last session from {since} on for what is chosen on the left."),
    (False, True, False): gettext("There is no {episode} with its last session up to {until}."),
    (
        False,
        True,
        True,
    ): gettext("There is no {episode} with its last session up to {until} for what is chosen on the left."),
    (False, False, False): gettext("There is no {episode} yet."),
    (False, False, True): gettext("There is no {episode} for this site, programme, age group or therapist."),
}


def nothing_shown(answer: Answer, newest: datetime.date | None) -> tuple[str, str]:
    """Return two sentences for an empty result: that nothing is shown; why, or what to click.

    Parameters
    ----------
    answer
        An answer that is withheld as a whole.
    newest
        Day of the newest session of the practice, None where it is not known.
    """
    if not (answer.why or "").startswith("Nothing in the data for"):
        return "Nothing to show for this choice.", answer.why or ""
    filters = answer.filters
    sentence = _NOTHING[bool(filters.since), bool(filters.until), bool(filters.narrowing())].format(
        episode=_EPISODES.get(filters.episodes or "", "episode"),
        since=formatting.day(filters.since),
        until=formatting.day(filters.until),
    )
    return sentence, _click(filters, newest)


def _click(filters: Filters, newest: datetime.date | None) -> str:
    if filters.since and newest and newest < filters.since:
        return gettext(
            "The newest session is from {newest}, before that. “Show all data” shows what there is."
        ).format(newest=formatting.day(newest))
    if filters.since or filters.until or filters.narrowing():
        return "“Show all data” takes every period, site, programme and age."
    if filters.episodes == "closed":
        return (
            "An episode is closed when its ending is recorded, or long after its last session. Choose Open under "
            "Episodes to see those that go on."
        )
    return "Choose All under Episodes to see every episode."
