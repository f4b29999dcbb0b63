"""Import report: outcome and row counts of one delivery, as `import --json` prints them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from analytics.ingest.containers import formulas

ACCEPT, QUARANTINE, CHOICE, REJECT = "accept", "accept_with_quarantine", "needs_choice", "reject"
SKIPPED_REASONS = (
    "duplicate_row",
    "summary_row",
    "repeated_header",
    "label_row",
    "section_row",
    "footer",
    "not_attended",
    "not_an_orssrs_row",
    "facts_of_client",
    "erased",
)
QUARANTINE_REASONS = (
    "score_out_of_range",
    "score_not_number",
    "missing_code",
    "items_incomplete",
    "total_mismatch",
    "date_missing",
    "date_unparseable",
    "date_in_future",
    "date_implausible",
    "date_before_intake",
    "conflicting_duplicate",
    "id_missing",
    "id_has_control_chars",
    "id_digits_lost",
    "cell_too_long",
    "wrong_field_count",
    "quote_not_closed",
    "formula_error",
    "parent_missing",
)
WARNINGS = (
    "possible_swap",
    "same_day_two_therapists",
    "therapist_missing",
    "session_number_disagrees_with_date",
    "possible_same_client",
    "list_not_joined",
    "columns_disagree",
    "file_may_be_truncated",
    "letters_lost",
    "ditto_marks",
    "items_not_answered_separately",
    "unusual_scale",
    "unknown_closure_words",
    "zero_scores",
    "new_name_old_stopped",
    "no_known_client",
    "ending_then_sessions",
    "course_continued",
    "formulas_not_calculated",
    "names_as_ids",
    "ids_damaged",
    "ids_look_alike",
    "cells_left_out",
)


@dataclass(frozen=True, kw_only=True)
class ImportReport:
    """Result of importing one delivery: outcome, message, row counts, rows left out and warnings.

    Rows are data rows of all files; always rows_in = rows_accepted + rows_quarantined + rows_skipped and
    rows_accepted = rows_new + rows_corrected + rows_added_to + rows_unchanged. A refused delivery (outcome `reject`
    or `needs_choice`) has changed nothing and counts no rows.
    """

    outcome: str
    message: str
    question: dict[str, Any] | None = None
    rows_in: int = 0
    rows_accepted: int = 0
    rows_quarantined: int = 0
    rows_skipped: int = 0
    rows_unchanged: int = 0
    rows_corrected: int = 0
    rows_new: int = 0
    rows_added_to: int = 0
    quarantined: list[dict] = field(default_factory=list)
    skipped: list[dict] = field(default_factory=list)
    cells_quarantined: list[dict] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    recognised: dict[str, Any] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    seconds: float = 0.0
    version: str | None = None
    data_day: dict[str, Any] | None = None
    not_in_file: dict[str, Any] | None = None  # what the delivery lacks of what was held; `coverage.document`
    removed: int = 0  # held sessions that go with this delivery: replaced, or left out because it lacks them
    remembered: list[dict[str, Any]] = field(default_factory=list)
    same_person: list[dict] = field(default_factory=list)
    erased_for_age: int = 0  # clients erased after this import because their retention period is over

    def __getitem__(self, key: str) -> Any:
        """Return one entry of the report by its key; raise KeyError for an unknown key."""
        return self.as_dict()[key]

    def as_dict(self) -> dict[str, Any]:
        """Return the report as the dictionary that `import --json` prints."""
        return asdict(self)

    @property
    def nothing_new(self) -> bool:
        """Return whether the delivery was accepted but changed nothing, all its rows being already stored."""
        taken = self.outcome in (ACCEPT, QUARANTINE)
        follows = self.removed or (self.not_in_file or {}).get("followed")
        return (
            taken and not follows and self.rows_corrected == 0 and self.rows_accepted == self.rows_unchanged
        )

    @classmethod
    def from_dict(cls, document: dict[str, Any]) -> ImportReport:
        """Return the report for a dictionary written by `as_dict`; an unknown key is an error."""
        known = {f.name for f in fields(cls)}
        assert set(document) <= known, set(document) - known
        return cls(**document)


def message(
    rows: dict[str, int],
    warnings: list[str],
    *,
    inside: int = 0,
    uncalculated: Sequence[str] = (),
    faulty: int = 0,
    missing: int = 0,
    disagreeing: str = "",
) -> str:
    """Return the sentences that say how many rows were accepted, set aside and skipped.

    Parameters
    ----------
    rows : rows_in, rows_accepted, rows_quarantined, rows_skipped.
    warnings : codes of the report.
    inside : lines of the files that are inside a cell and therefore are no rows.
    uncalculated : columns with formulas without a value.
    faulty : cells left out of accepted rows.
    missing : score cells that hold a code or word for none.
    disagreeing : sentences about columns that mean the same and differ.
    """
    was = ("was", "were")
    parts = [f"{rows['rows_accepted']:,} of {rows['rows_in']:,} rows {was[rows['rows_in'] > 1]} accepted"]
    if wrong := rows["rows_quarantined"]:
        parts.append(
            f"{wrong:,} {was[wrong > 1]} set aside because something in {('it', 'them')[wrong > 1]} is wrong"
        )
    if skipped := rows["rows_skipped"]:
        parts.append(f"{skipped:,} {was[skipped > 1]} skipped")
    text = "; ".join(parts) + "."
    if inside:
        text += (
            f" {inside:,} {'lines stand' if inside > 1 else 'line stands'} inside a cell of the line above."
        )
    if faulty:
        cells, it = ("cell", "it") if faulty == 1 else ("cells", "them")
        text += f" {faulty:,} {cells} of these rows {was[faulty > 1]} left empty because something in {it} is wrong."
    if missing:
        text += f" {missing:,} {('score is', 'scores are')[missing > 1]} given as missing."
    if "possible_swap" in warnings:
        text += " The ORS column looks like SRS scores and the other way round: please check."
    if disagreeing:
        text += f" {disagreeing}"
    if uncalculated:
        text += f" {formulas.sentence(uncalculated)} {formulas.TO_DO}"
    return text
