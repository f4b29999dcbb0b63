"""The import report: the JSON of `import --json`, word for word."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from typing import Any

ACCEPT, QUARANTINE, CHOICE, REJECT = "accept", "accept_with_quarantine", "needs_choice", "reject"
SKIPPED_REASONS = (
    "duplicate_row",
    "summary_row",
    "repeated_header",
    "footer",
    "not_attended",
    "not_an_orssrs_row",
)
QUARANTINE_REASONS = (
    "score_out_of_range",
    "score_not_number",
    "items_incomplete",
    "total_mismatch",
    "date_unparseable",
    "date_in_future",
    "date_implausible",
    "date_before_intake",
    "conflicting_duplicate",
    "id_missing",
    "id_has_control_chars",
    "cell_too_long",
    "wrong_field_count",
    "formula_error",
)
WARNINGS = (
    "possible_swap",
    "same_day_two_therapists",
    "therapist_missing",
    "session_number_disagrees_with_date",
    "possible_same_client",
    "file_may_be_truncated",
    "items_not_answered_separately",
    "unusual_scale",
    "unknown_closure_words",
    "zero_scores",
)


@dataclass(frozen=True)
class ImportReport:
    """What became of one delivery; rows are data rows of all files and
    rows_in = rows_accepted + rows_quarantined + rows_skipped, always.

    A refused delivery (outcome `reject` or `needs_choice`) has changed nothing and counts no rows.
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
    quarantined: list[dict] = field(default_factory=list)
    skipped: list[dict] = field(default_factory=list)
    cells_quarantined: list[dict] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    recognised: dict[str, Any] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    seconds: float = 0.0
    version: str | None = None
    data_day: dict[str, Any] | None = None

    def as_dict(self) -> dict[str, Any]:
        """The document that `import --json` prints."""
        return asdict(self)

    @property
    def nothing_new(self) -> bool:
        """Whether every accepted row was known already: a repeated delivery."""
        taken = self.outcome in (ACCEPT, QUARANTINE)
        return taken and self.rows_corrected == 0 and self.rows_accepted == self.rows_unchanged

    @classmethod
    def from_dict(cls, document: dict[str, Any]) -> ImportReport:
        """The report back from its document; unknown keys are an error."""
        known = {f.name for f in fields(cls)}
        assert set(document) <= known, set(document) - known
        return cls(**document)


def message(rows: dict[str, int], warnings: list[str]) -> str:
    """One sentence that says what was taken and what was left out."""
    was = ("was", "were")
    parts = [f"{rows['rows_accepted']:,} of {rows['rows_in']:,} rows {was[rows['rows_in'] > 1]} accepted"]
    if wrong := rows["rows_quarantined"]:
        parts.append(f"{wrong:,} {was[wrong > 1]} set aside because something in {('it', 'them')[wrong > 1]} is wrong")
    if skipped := rows["rows_skipped"]:
        parts.append(f"{skipped:,} {was[skipped > 1]} skipped")
    text = "; ".join(parts) + "."
    if "possible_swap" in warnings:
        text += " The ORS column looks like SRS scores and the other way round: please check."
    return text
