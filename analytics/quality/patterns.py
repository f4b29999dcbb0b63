"""Patterns that look odd, what each does to the numbers, and the words for reasons of leaving rows out."""

from __future__ import annotations

from collections.abc import Mapping

from analytics.quality.results import Suspicious

MANY_FORMS = 4  # SRS forms from which an unvarying one looks odd; own choice: fewer may agree by chance

# column of quality_episodes.sql -> (label, what it does to the numbers)
PATTERNS = {
    "srs_always_full": (
        "Every SRS at the maximum",
        "Feedback may be reserved; such episodes can never show an alliance drop or a low early alliance.",
    ),
    "no_srs": ("Episodes without any SRS", "They are missing from every alliance figure."),
    "first_ors_late": (
        "First ORS after the first session",
        "Change before it is not counted, so their change looks smaller.",
    ),
    "last_ors_early": (
        "No ORS in the last session",
        "The last score stands for an earlier day; the ending may have been better or worse.",
    ),
    "zero_scores": (
        "First or last ORS of exactly 0",
        "Often a form that was not filled in; it makes change look larger.",
    ),
    "therapist_tied": (
        "Sessions shared equally by two therapists",
        "They count for the practice and are left out of comparisons between therapists.",
    ),
    "inferred": (
        "Endings without a recorded reason",
        "They are read as planned or unplanned from the scores and the time that passed; rates move with it.",
    ),
    "lapsed": (
        "No session for the lapse window, and no ending recorded",
        "How they ended is not known, so nothing is said about it.",
    ),
    "ended_unknown": (
        "Endings recorded without a usable reason",
        "They are over, but how they ended is not known; a rate of endings leaves them out.",
    ),
    "no_therapist": ("Episodes without a therapist", "They count for the practice only."),
}

LABELS = {
    "score_out_of_range": "Score outside 0 to 40 or 0 to 10",
    "score_not_number": "Score is not a number",
    "items_incomplete": "Form only partly filled in",
    "total_mismatch": "Total does not match its areas",
    "date_unparseable": "Date cannot be read",
    "date_in_future": "Date after the data date",
    "date_implausible": "Date is not plausible",
    "date_before_intake": "Session before the first contact",
    "conflicting_duplicate": "Two different forms for one session",
    "id_missing": "No client id",
    "id_has_control_chars": "Client id with invisible characters",
    "cell_too_long": "Cell is too long",
    "wrong_field_count": "Row with the wrong number of cells",
    "formula_error": "Cell holds a formula error",
    "duplicate_row": "The same row twice, or another version of its form",
    "summary_row": "Summary row",
    "repeated_header": "Repeated header",
    "footer": "Footer",
    "not_attended": "Session not attended",
    "not_an_orssrs_row": "Row of another form, or of a client without a session",
}


def label(reason: str) -> str:
    """The words for a reason key; the key itself in words where it is new."""
    return LABELS.get(reason, reason.replace("_", " ").capitalize())


def found(counts: Mapping) -> tuple[Suspicious, ...]:
    """One row per pattern that occurs, the most frequent first. Parameters: the row of quality_episodes.sql."""
    numbers = dict(counts) | {
        "no_therapist": counts["n"] - counts["therapist"],
    }
    rows = [
        Suspicious(key, numbers[key], effect, name)
        for key, (name, effect) in PATTERNS.items()
        if numbers[key]
    ]
    return tuple(sorted(rows, key=lambda row: (-row.n, row.pattern)))
