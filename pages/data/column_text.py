"""Texts about the columns of a file: recognised field, certainty, and sample values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pages.data.remembered_text import remembered_note


def field(name: str) -> str:
    """Return the text for a canonical field: `session_date` -> `date of the session`."""
    return FIELDS.get(name, name.replace("_", " "))


FIELDS = {
    "not_used": "not used",
    "client_id": "client",
    "session_date": "date of the session",
    "date_ors": "date of the ORS",
    "date_srs": "date of the SRS",
    "therapist": "therapist",
    "ors_total": "ORS total",
    "ors_individual": "ORS: individual",
    "ors_interpersonal": "ORS: interpersonal",
    "ors_social": "ORS: social",
    "ors_overall": "ORS: overall",
    "srs_total": "SRS total",
    "srs_relationship": "SRS: relationship",
    "srs_goals": "SRS: goals",
    "srs_approach": "SRS: approach",
    "srs_overall": "SRS: overall",
    "measure": "name of the form",
    "total": "score of the form",
    "overall": "overall area of the form",
    "closure": "how the therapy ended",
    "attendance": "attended or not",
    "session_no": "session number",
    "source_session_id": "session id",
    "client_first": "client's first name",
    "case_id": "course of therapy",
    "case_start": "start of the therapy",
    "case_end": "end of the therapy",
    "modality": "in person or remote",
    "is_complete": "form complete",
    "is_abort": "form broken off",
    "site": "site",
    "program": "program",
    "orientation": "kind of therapy",
    "fidelity": "fidelity",
    "age_group": "age group",
    "age": "age",
    "birth": "birth",
    "rater": "who filled the form in",
    "therapist_name": "therapist's name",
    "therapist_first": "therapist's first name",
    "therapist_last": "therapist's last name",
    "therapist_email": "therapist's e-mail",
    "ors_skip": "ORS skipped",
    "srs_skip": "SRS skipped",
    "ors_version": "version of the ORS",
    "srs_version": "version of the SRS",
}
HOW = {
    "name": "sure: its name says so",
    "scaled": "sure: its name says so",
    "coded": "likely: its name says nearly that",
    "prefix": "likely: its name says nearly that",
    "addition": "likely: a part of its name says so",
    "filled_in": "likely: the day of the form, for that of the session",
    "siblings": "likely: the columns beside it say so",
    "values": "a guess from its values",
    "answer": "you said so",
    "not_needed": "not needed beside the others",
    "unknown": "not known",
}


def certainty(entry: Mapping[str, Any], report: Mapping[str, Any]) -> str:
    """Return the text for how the field of a column was recognised and how certain that is."""
    if entry.get("how") == "answer" and (remembered := remembered_note(report, f"column:{entry['column']}")):
        return remembered
    if entry.get("confidence") == "guessed":
        return "a guess: please check"
    return HOW.get(str(entry.get("how")), str(entry.get("confidence") or ""))


def values(entry: Mapping[str, Any]) -> str:
    """Return the sample values of a column in one line, or only their type if values are withheld."""
    if entry.get("values"):
        return " · ".join(entry["values"])
    return {"numbers": "numbers", "dates": "dates", "text": "text, not shown here"}.get(
        str(entry.get("kind")), "empty"
    )
