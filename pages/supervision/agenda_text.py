"""Sentences about the agenda of the next supervision hour."""

from __future__ import annotations

import dataclasses
import datetime

from analytics.caseload.agenda import AgendaItem
from analytics.caseload.results import Caseload
from analytics.messages import gettext
from analytics.notes.agenda_picks import Waiting
from pages.caseload import text as caseload_text
from pages.caseload.row_content import Row
from pages.ui import formatting

PRINTED = "Supervision hour"  # title of the sheet on paper
NO_CLIENT = "There is no open client here."

NOBODY = "Bring whom you like: “Add to supervision” on the caseload puts a client here."


def who_is_on_it(most: int) -> str:
    """Return the sentence on how the clients of the agenda were chosen."""
    return gettext(
        "Clients to talk about: everybody who was added by hand, and others until there are {most}, in this order: a "
        "new drop, falling wellbeing, an alliance low from the start, missing forms."
    ).format(most=most)


def added(day: datetime.date) -> str:
    """Return the words for a client who was added to the agenda by hand: `added on 3 Nov`."""
    return gettext("added on {day}").format(day=formatting.day_of_month(day))


def row(item: AgendaItem, clients: Caseload, picked: Waiting) -> Row:
    """Return the row of a client on the agenda: session, sparkline, reason, and the day on which somebody added the client.

    What else the caseload says is one click away: who prepares the hour has seconds for each client.
    """
    made = caseload_text.row(item.client, clients)
    facts = made.facts[:1]
    if item.is_picked:
        picks = picked[item.client.record_id, item.client.episode_no]
        facts += (added(picks[0].day),)
    return dataclasses.replace(made, facts=facts, ask="", count="", count_note="")
