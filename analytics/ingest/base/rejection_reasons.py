"""Descriptions of the reasons for leaving out a row or cell, each with advice on what to do."""

from __future__ import annotations

# reason -> (what it is, what one can do)
REASONS = {
    "score_out_of_range": (
        "Score outside its range",
        "Check the score in the source; a form area goes to 10, a total to 40.",
    ),
    "score_not_number": ("Score that is not a number", "Correct the cell and import again."),
    "missing_code": ("Code or word for a missing score", "Nothing to do: it is read as no score."),
    "items_incomplete": ("Form with areas missing", "Complete the form, or export the total too."),
    "total_mismatch": ("Total that does not match its areas", "Check which of the two is right."),
    "date_missing": ("Row without a date", "Fill in the day of the session and import again."),
    "date_unparseable": ("Date that cannot be read", "Write dates as year-month-day and import again."),
    "date_in_future": ("Date after the data date", "Check the year."),
    "date_implausible": ("Date far outside the rest", "Check the year."),
    "date_before_intake": ("Session before the intake", "Check the two dates."),
    "conflicting_duplicate": ("Two different forms for one session", "Keep the right one in the source."),
    "id_missing": ("No client id", "Fill in the id."),
    "id_has_control_chars": ("Client id with hidden characters", "Type the id anew."),
    "id_digits_lost": (
        "Id whose last digits a spreadsheet program has lost",
        "Export again and import without opening the file in a spreadsheet program, or make the column text there.",
    ),
    "cell_too_long": ("Cell far too long", "Shorten the cell."),
    "wrong_field_count": (
        "Row with too many or too few cells",
        "Often a separator inside a text; put the text in quotes.",
    ),
    "quote_not_closed": (
        "Quotation mark that is never closed",
        "Take the mark away, or write it twice inside a text in quotes.",
    ),
    "parent_missing": ("No row of the other table has this id", "Export both tables anew, of the same day."),
    "formula_error": ("Cell with a formula error", "Correct the formula in the spreadsheet."),
    "duplicate_row": (
        "The same row twice, or another version of its form",
        "Nothing to do: it is counted once.",
    ),
    "summary_row": ("Row with sums", "Nothing to do."),
    "repeated_header": ("Header repeated", "Nothing to do."),
    "label_row": ("Row of labels or codes below the column names", "Nothing to do."),
    "section_row": ("Line that says whose the rows below are", "Nothing to do."),
    "footer": ("Footer", "Nothing to do."),
    "not_attended": ("Session not attended", "Nothing to do: only attended sessions count."),
    "not_an_orssrs_row": ("Row of another questionnaire, or of a client without a session", "Nothing to do."),
    "facts_of_client": (
        "No session: facts of the client",
        "Nothing to do: they fill what the sessions leave open.",
    ),
    "erased": (
        "Client who was erased",
        "Nothing to do: erased clients stay out. `erase CLIENT --allow-again` lets a code in again.",
    ),
}
# What one can do where no row of a file could be used, so that there is something to do after all.
_WHEN_NONE = {
    "not_attended": "If sessions were attended, say so in that column or leave the column out.",
    "duplicate_row": "Check which file has the sessions.",
    "not_an_orssrs_row": "Rows with scores name ORS or SRS, or have their scores in columns of these names.",
    "summary_row": "Import the rows it sums up.",
    "footer": "Check that the file has rows of sessions below its column names.",
    "repeated_header": "Check that the file has rows of sessions below its column names.",
    "missing_code": "Check that the file has scores.",
    "erased": "`erase CLIENT --allow-again` lets a code in again.",
}


def describe(reason: str) -> str:
    """Return the description of a rejection reason; for an unknown reason, its key in readable form."""
    return REASONS[reason][0] if reason in REASONS else reason.replace("_", " ").capitalize()


def to_do(reason: str) -> str:
    """Return what a person can do about a rejection reason; empty if the reason is unknown."""
    return REASONS[reason][1] if reason in REASONS else ""


def describe_all_rejected(reason: str) -> str:
    """Return sentences on a rejection reason and what to do, for a file without any usable row."""
    return f"{describe(reason)}. {_WHEN_NONE.get(reason) or to_do(reason)}".strip()
