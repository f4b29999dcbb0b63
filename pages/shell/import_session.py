"""Import state in one browser session: answers about the files, data date, last report.

The state is stored in Streamlit's session state and ends with the tab; undo and redo clear it too.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

LOOK = "import_look"  # the last dry run: (key, report)


def answers() -> dict[str, str]:
    """Return the answers about the uploaded files: question key -> answer."""
    return st.session_state.setdefault("import_answers", {})


def add_answers(given: dict[str, str]) -> None:
    """Add the user's answers to the stored ones, for the next dry run."""
    st.session_state["import_answers"] = {**answers(), **given}


def clear_answers() -> None:
    """Delete the answers about the files and the chosen data date."""
    st.session_state["import_answers"] = {}
    choose_day(None)


def chosen_day() -> datetime.date | None:
    """Return the data date that the user chose for the uploaded files; None if the proposed one is used."""
    return st.session_state.get("import_day")


def choose_day(day: datetime.date | None) -> None:
    """Set the data date (None means the proposed one), and delete an earlier answer about it."""
    st.session_state["import_day"] = day
    kept = {key: choice for key, choice in answers().items() if key != "data_day"}
    st.session_state["import_answers"] = kept


def forget_answers_of_others(files: Sequence[UploadedFile]) -> None:
    """Delete all import answers unless a file for which they were given is still uploaded."""
    ids = {file.file_id for file in files}
    if not ids & st.session_state.get("import_files", set()):
        clear_answers()
    st.session_state["import_files"] = ids


def remember(report: dict[str, Any]) -> None:
    """Store an import report for the next run; after a successful import, clear upload and answers."""
    st.session_state["import_report"] = report
    if report["outcome"].startswith("accept"):
        st.session_state["import_round"] = st.session_state.get("import_round", 0) + 1
        clear_answers()
        st.session_state.pop(LOOK, None)


def report() -> dict[str, Any] | None:
    """Return the complete report of this session's last import; None without an import."""
    return st.session_state.get("import_report")


def hide_report() -> None:
    """Delete the report of the last import, because the uploaded files have changed."""
    st.session_state.pop("import_report", None)


def forget_look() -> None:
    """Delete the cached dry run, so that the files are examined again."""
    st.session_state.pop(LOOK, None)


def forget() -> None:
    """Delete the import report, the cached dry run and the user's answers about the files."""
    for key in ("import_report", LOOK):
        st.session_state.pop(key, None)
    clear_answers()
