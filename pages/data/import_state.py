"""From uploaded files to an import report: a look that changes nothing, then the import, and what it moved.

The made-up practice is never added to: an import always goes to the own practice, also from the demo. What a
person settled about the files of this visit is kept here until they are imported or taken away.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from analytics import ingest, outcomes
from analytics.access import this_computer
from analytics.filters import Filters
from analytics.ingest import coverage
from analytics.ingest import remembered as remembered_answers
from analytics.risk import refresh
from analytics.store import StoreBusy, StoreUnusable
from pages.data import issue_text
from pages.shell import current_viewer
from pages.shell import request_context as run_

# stage -> (words, where the bar stands when it begins, how much of the bar its own share moves)
STAGES = {
    "reading": ("Reading the file", 0.02, 0.3),
    "checking each row": ("Checking each row", 0.02, 0.3),
    "putting sessions together": ("Putting sessions together", 0.32, 0.0),
    "building the new version": ("Adding the sessions to what is known", 0.4, 0.58),
    "done": ("Done", 1.0, 0.0),
}
_SCORES = ("ors_", "srs_")  # beginnings of canonical fields that hold a score
_NO_SCORES = ("ors_skip", "srs_skip", "ors_version", "srs_version")
# Questions whose examples hold no score.
_WITHOUT_SCORES = (
    "sheet", "sheet_means", "file_means", "date_order", "therapist_column", "encoding", "section", "blank_client",
    "told_once",
)  # fmt: skip

Progress = Callable[[str, float], None]


def dry_run(context, files: Sequence[Any], progress: Progress) -> dict:
    """What an import of these files would do, with the answers given so far; nothing is changed.

    A look is worked out once for the same files, data day and answers.
    """
    _forget_answers_of_others(files)
    given = tuple(sorted(answers().items()))
    known = remembered_answers.stamp(context.folder.practice)
    key = (tuple(file.file_id for file in files), chosen_day(), given, _version(context), known)
    seen = st.session_state.get("import_look")
    if seen and seen[0] == key:
        return seen[1]
    report = for_viewer(context, _delivered(context, files, chosen_day(), progress, dry_run=True))
    if not report.get("busy"):
        st.session_state["import_look"] = (key, report)
    return report


def run(context, files: Sequence[Any], progress: Progress) -> dict:
    """Import the uploaded files as one delivery and return the report, with `moved` (before, after) added.

    Parameters: files as `st.file_uploader` gives them; progress, called with words and a share of the whole from
    0 to 1. The report is whole: `for_viewer` takes out what somebody may not see.
    """
    store = context.folder.practice
    before = headline(store)
    made = _delivered(context, files, chosen_day(), progress, dry_run=False)
    if made["outcome"].startswith("accept"):
        refresh.start_process(store)
        made["moved"] = (before, headline(store))
    return made


def _delivered(context, files, today, progress: Progress, *, dry_run: bool) -> dict:
    def tell(stage: str, share: float) -> None:
        words, begin, width = STAGES.get(stage, (stage.capitalize(), 0.5, 0.0))
        progress(words, min(1.0, begin + share * width))

    try:
        report = ingest.deliver(
            context.folder.practice,
            [(str(file.name), file.getvalue()) for file in files],
            today=today,
            imported_by=this_computer().name,  # nobody is told apart on own data, and nobody made up signs it
            dry_run=dry_run,
            answers=dict(answers()),
            progress=tell,
        )
    except (StoreBusy, StoreUnusable) as error:
        return {"outcome": "reject", "message": str(error), "question": None, "busy": True}
    return report.as_dict()


def for_viewer(context, report: dict) -> dict:
    """A report without what this viewer may not see: samples of columns, scores, what moved on Overview."""
    if report.get("busy") or context.scope.every_therapist:
        return report
    report = without_samples(report)
    report = {**report, coverage.KEY: coverage.without_clients(report.get(coverage.KEY))}
    if context.allowed("overview"):
        return report
    return without_scores({key: value for key, value in report.items() if key != "moved"})


def without_samples(report: dict) -> dict:
    """The report for somebody who may not see every client's rows: no sample of a column that may hold scores."""
    entries = report["recognised"].get("matching", [])
    shown = [{**entry, "values": [] if _may_hold_scores(entry) else entry["values"]} for entry in entries]
    return {**report, "recognised": {**report["recognised"], "matching": shown}}


def without_scores(report: dict) -> dict:
    """The report for the office, who sees no scores: what stands in rows left out only where it is a date or an id."""
    facts = {name: value for name, value in report["facts"].items() if not name.startswith("sum_")}
    question = report["question"]
    if question and question["key"] not in _WITHOUT_SCORES:
        question = {**question, "examples": []}
    rows = {kind: issue_text.without_scores(report[kind]) for kind in issue_text.KINDS}
    return {**report, **rows, "facts": facts, "question": question}


def _may_hold_scores(entry: dict) -> bool:
    field = entry["field"] or ""
    if field.startswith(_SCORES) or field in ("total", "overall"):
        return field not in _NO_SCORES
    return not field and entry["kind"] != "dates"


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


def answers() -> dict[str, str]:
    """What a person settled about the files in the box, by question key."""
    return st.session_state.setdefault("import_answers", {})


def add_answers(given: dict[str, str]) -> None:
    """Add answers; the next look uses them."""
    st.session_state["import_answers"] = {**answers(), **given}


def clear_answers() -> None:
    """Take back every answer of this visit, the chosen data day too."""
    st.session_state["import_answers"] = {}
    choose_day(None)


def chosen_day() -> datetime.date | None:
    """The data day that a person chose for the files in the box; None for the one proposed from them."""
    return st.session_state.get("import_day")


def choose_day(day: datetime.date | None) -> None:
    """Choose a data day, or go back to the proposed one; an earlier answer about the day no longer holds."""
    st.session_state["import_day"] = day
    kept = {key: choice for key, choice in answers().items() if key != "data_day"}
    st.session_state["import_answers"] = kept


def _forget_answers_of_others(files: Sequence[Any]) -> None:
    """Answers stay while one of the files they were given for is still in the box."""
    here = {file.file_id for file in files}
    if not here & st.session_state.get("import_files", set()):
        clear_answers()
    st.session_state["import_files"] = here


def _version(context) -> str | None:
    current = context.folder.practice.current()
    return current.name if current else None


def remember(report: dict) -> None:
    """Keep the report for the next run, which shows it beside the new data; an accepted file leaves the file box."""
    st.session_state["import_report"] = report
    if report["outcome"].startswith("accept"):
        st.session_state["import_round"] = st.session_state.get("import_round", 0) + 1
        clear_answers()
        st.session_state.pop("import_look", None)


def show_own(context) -> None:
    """After an import from the made-up practice: on to the Data page of the own one, where the report stands."""
    if context.demo and context.folder.practice.current() is not None:
        current_viewer.choose_own()
        st.switch_page(run_.target("data"), query_params={"practice": current_viewer.OWN})


def remembered(context) -> dict | None:
    """The report of the last import of this visit, as this viewer may see it."""
    report = st.session_state.get("import_report")
    return report and for_viewer(context, report)


def hide_report() -> None:
    """Other files are in the box: the report of the last import goes."""
    st.session_state.pop("import_report", None)


def forget() -> None:
    """Clear the report for the next import."""
    for key in ("import_report", "import_look"):
        st.session_state.pop(key, None)
    clear_answers()
