"""Sentences of the Data & import page about the loaded data."""

from __future__ import annotations

from collections import Counter

from analytics.quality.results import Quality
from pages.ui import formatting

MOST_ROWS = 40  # therapists in the matrix of missing forms


def lead(quality: Quality | None, sessions: int | None) -> tuple[str, str]:
    """Return (main sentence, second sentence): loaded sessions, and rows left out or newest session."""
    if quality is None or sessions is None:
        return (
            "Nothing has been imported yet.",
            "Export your sessions from your practice software and drop the file here.",
        )
    usable = _usable(quality.usable)
    left = sum(row.n for row in quality.quarantine if row.kind == "quarantined")
    rest = (
        f"{formatting.plural(left, 'row is', 'rows are')} left out until corrected."
        if left
        else f"Newest session: {formatting.day(quality.newest_session)}."
    )
    if quality.usable is None:
        rest = f"Newest session: {formatting.day(quality.newest_session)}."
    return f"{formatting.plural(sessions, 'session')} loaded{usable}.", rest


def _usable(share: float | None) -> str:
    if share is None:
        return ""
    whole = formatting.in_100(share)
    if whole == "100 in 100":
        return "; every row is usable" if share == 1 else "; almost every row is usable"
    return f"; {whole} rows are usable"


def completeness_footnote(quality: Quality) -> str:
    """State how many episodes have a first and a later ORS, and how many have a recorded ending."""
    by_field = {row.field: row for row in quality.completeness}
    parts = []
    if "ors_two" in by_field and by_field["ors_two"].share is not None:
        parts.append(
            f"Outcome needs a first and a later ORS: **{formatting.in_100(by_field['ors_two'].share)}** episodes have both."
        )
    if "ending" in by_field and by_field["ending"].share is not None:
        share = by_field["ending"].share
        many = "no closed episode" if share == 0 else f"**{formatting.in_100(share)}** closed episodes"
        parts.append(
            f"How the episode ended is recorded for {many}{'; the rest are inferred' if _infers(quality) else ''}."
        )
    return " ".join([*parts, f"n = {formatting.plural(quality.n, 'session')}."])


def _infers(quality: Quality) -> bool:
    """Return whether the ending of any episode was inferred."""
    return any(row.pattern == "inferred" for row in quality.suspicious)


def missing_count(quality: Quality, form: str) -> int:
    """Count the sessions without this form (`ors` or `srs`) in the weeks shown."""
    return sum(getattr(row, f"without_{form}") for row in quality.missing_forms)


def missing_footnote(quality: Quality, form: str) -> str:
    """Explain how to read the heat map of missing forms, with the total number of missing forms."""
    sessions, missing = sum(row.sessions for row in quality.missing_forms), missing_count(quality, form)
    if not missing:
        every = (
            "The only session" if sessions == 1 else f"Every one of the {formatting.count(sessions)} sessions"
        )
        return f"{every} of these weeks has an {form.upper()}."
    therapists = len({row.therapist for row in quality.missing_forms})
    cut = f" Shown: the {MOST_ROWS} of {therapists} rows with most missing." if therapists > MOST_ROWS else ""
    return (
        f"The number is sessions without an {form.upper()}. A cell without a number misses none; a gap is a week "
        f"without a session. In all, {formatting.count(missing)} of {formatting.plural(sessions, 'session')}.{cut} "
        "No scores "
        "are shown here."
    )


def reminder(quality: Quality, form: str, when: str) -> str:
    """Return the text of a reminder to copy: number of missing forms per therapist, no scores or clients.

    when: the weeks, fit to follow "in".
    """
    by: Counter = Counter()
    for row in quality.missing_forms:
        by[row.therapist_name or row.therapist or "no therapist given"] += getattr(row, f"without_{form}")
    names = [f"{name}: {n}" for name, n in sorted(by.items()) if n]
    if not names:
        return "Every session of these weeks has its form. Thank you."
    return (
        f"{form.upper()} forms still missing in {when}, by therapist:\n"
        + "\n".join(names)
        + "\nIf a form was filled in on paper, please enter it. If not, a word about why helps."
    )
