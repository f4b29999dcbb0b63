"""From uploaded files to an import report: one call, and what it moved on Overview.

The made-up practice is never added to: an import always goes to the own practice, also from the demo.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from analytics import ingest, outcomes
from analytics.access import this_computer
from analytics.filters import Filters
from analytics.risk import refresh
from analytics.store import StoreBusy, StoreUnusable

KINDS = ("csv", "tsv", "txt", "xlsx")


def run(
    context,
    files: Sequence[Any],
    answers: Mapping[str, str],
    today: datetime.date,
    progress: Callable[[str, float], None],
) -> dict:
    """Import the uploaded files as one delivery and return the report, with `moved` (before, after) added.

    Parameters: files as `st.file_uploader` gives them; answers to questions asked so far, by question key; today, the
    data date; progress, called with a stage and a share from 0 to 1.
    """
    store, see = context.folder.practice, context.allowed("overview")
    before = headline(store) if see else {}
    try:
        report = ingest.deliver(
            store,
            [(str(file.name), file.getvalue()) for file in files],
            today=today,
            imported_by=context.viewer.name,
            answers=dict(answers),
            progress=progress,
        )
    except (StoreBusy, StoreUnusable) as error:
        return {"outcome": "reject", "message": str(error), "question": None}
    made = report.as_dict()
    if made["outcome"].startswith("accept"):
        refresh.begin(store)
    if see and made["outcome"].startswith("accept"):
        made["moved"] = (before, headline(store))
    return made


def headline(store) -> dict[str, float | None]:
    """The two shares of Overview and the closed episodes behind them, of the own practice as it is now.

    The own practice has no sign-in yet, so it is asked as whoever sits at this computer.
    """
    if store.current() is None:
        return {}
    found = outcomes.overview(store.warehouse(), this_computer().scope, Filters())
    return {
        "n": found.n,
        "reliable_improvement": found.reliable_improvement.estimate,
        "unplanned": found.unplanned.estimate,
    }


def remember(report: dict) -> None:
    """Keep the report for the next run, which shows it beside the new data; an accepted file leaves the file box."""
    st.session_state["import_report"] = report
    if report["outcome"].startswith("accept"):
        st.session_state["import_round"] = st.session_state.get("import_round", 0) + 1


def remembered() -> dict | None:
    """The report of the last import of this visit."""
    return st.session_state.get("import_report")


def forget() -> None:
    """Clear the report for the next import."""
    for key in ("import_report", "import_answers"):
        st.session_state.pop(key, None)
