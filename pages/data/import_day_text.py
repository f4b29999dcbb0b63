"""Sentences about the data date of an import and about data that an export lacks."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from analytics.messages import gettext, ngettext, paragraph
from pages.ui import formatting

WHICH_DAY = "Up to which day do these data speak?"


def day_text(text: str) -> str:
    """Format an ISO date as `30 Sep 2025`; return other text unchanged."""
    try:
        return formatting.day(datetime.date.fromisoformat(text))
    except ValueError:
        return text


def another_day(proposal: Mapping[str, Any]) -> str:
    """Return the sentence on how the chosen data date changes the number of clients counted as ended.

    Empty for the proposed date.
    """
    if proposal["day"] == proposal["proposed"] or not proposal["clients"]:
        return ""
    clients, quiet, otherwise = (proposal[key] for key in ("clients", "quiet", "quiet_if_proposed"))
    days = proposal["lapse_days"]
    silent = ngettext("no session for {n} day", "no session for {n} days", days).format(
        n=formatting.count(days)
    )
    return paragraph(
        ngettext(
            "Up to {day}, {quiet} of {n} client of this file had {silent}; up to the proposed {proposed}, {otherwise}.",
            "Up to {day}, {quiet} of {n} clients of this file had {silent}; up to the proposed {proposed}, {otherwise}.",
            clients,
        ).format(
            day=day_text(proposal["day"]),
            quiet=formatting.count(quiet),
            n=formatting.count(clients),
            silent=silent,
            proposed=day_text(proposal["proposed"]),
            otherwise=formatting.count(otherwise),
        ),
        gettext("A course with {silent} counts as ended.").format(silent=silent),
    )


def missing_notes(report: Mapping[str, Any]) -> list[str]:
    """Return the sentences on what an export lacks (SRS, ORS, endings) and what this rules out."""
    facts, fields = report.get("facts") or {}, _fields(report)
    if not facts.get("n_sessions"):
        return []
    sentences = []
    if _without(facts, fields, "srs"):
        sentences.append("This export has no SRS: nothing can be said about the alliance.")
    if _without(facts, fields, "ors"):
        sentences.append("This export has no ORS: nothing can be said about outcome.")
    if "closure" not in fields:
        sentences.append(
            paragraph(
                "This export does not say how courses ended.",
                "It says when courses ended." if "case_end" in fields else "",
                "You can add endings later with a file of clients and endings.",
            )
        )
    return sentences


def _fields(report: Mapping[str, Any]) -> set[str]:
    return set(((report.get("recognised") or {}).get("columns") or {}).values())


def _without(facts: Mapping[str, Any], fields: set[str], form: str) -> bool:
    """Return whether an import read no score of a form.

    Judged by column names where sums of scores are hidden.
    """
    if f"sum_{form}_total" in facts:
        return facts[f"sum_{form}_total"] is None
    return "measure" not in fields and not any(name.startswith(f"{form}_") for name in fields)


SEEN_NOW = (
    "You are looking at your own practice, as **This computer**: every page of the menu now speaks of it."
)
