"""What one browser session keeps of an import: answers about the files, the chosen data date, the last report.

Everything lies in Streamlit's session state and goes with the tab; undo and redo clear it too.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

LOOK = "import_look"  # the last dry run: (key, report)


def answers() -> dict[str, str]:
    """Return what a person answered about the files in the upload box, by question key."""
    return st.session_state.setdefault("import_answers", {})


def add_answers(given: dict[str, str]) -> None:
    """Store the user's answers; the next dry run applies them."""
    st.session_state["import_answers"] = {**answers(), **given}


def clear_answers() -> None:
    """Take back every answer of this session, the chosen data date too."""
    st.session_state["import_answers"] = {}
    choose_day(None)


def chosen_day() -> datetime.date | None:
    """Return the data date chosen for the files in the upload box; None for the one proposed from them."""
    return st.session_state.get("import_day")


def choose_day(day: datetime.date | None) -> None:
    """Choose a data date, or go back to the proposed one; an earlier answer about the date no longer holds."""
    st.session_state["import_day"] = day
    kept = {key: choice for key, choice in answers().items() if key != "data_day"}
    st.session_state["import_answers"] = kept


def forget_answers_of_others(files: Sequence[UploadedFile]) -> None:
    """Drop the answers once none of the files they were given for is in the upload box any more."""
    ids = {file.file_id for file in files}
    if not ids & st.session_state.get("import_files", set()):
        clear_answers()
    st.session_state["import_files"] = ids


def remember(report: dict[str, Any]) -> None:
    """Keep the report for the next run, which shows it beside the new data; empty the upload box after acceptance."""
    st.session_state["import_report"] = report
    if report["outcome"].startswith("accept"):
        st.session_state["import_round"] = st.session_state.get("import_round", 0) + 1
        clear_answers()
        st.session_state.pop(LOOK, None)


def report() -> dict[str, Any] | None:
    """Return the report of the last import of this session, with everything in it."""
    return st.session_state.get("import_report")


def hide_report() -> None:
    """Drop the report of the last import, as other files are in the upload box."""
    st.session_state.pop("import_report", None)


def forget_look() -> None:
    """Drop the last dry run, so that the files are looked at again."""
    st.session_state.pop(LOOK, None)


def forget() -> None:
    """Drop report, dry run and answers, ready for the next import."""
    for key in ("import_report", LOOK):
        st.session_state.pop(key, None)
    clear_answers()
