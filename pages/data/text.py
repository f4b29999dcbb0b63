"""Sentences of the Data & import page about the loaded data."""

from __future__ import annotations

from collections import Counter

from analytics.messages import gettext, ngettext, paragraph
from analytics.quality.results import Quality
from pages.ui import formatting

MOST_ROWS = 40  # therapists in the matrix of missing forms


def lead(quality: Quality | None, sessions: int | None) -> tuple[str, str]:
    """Return the two opening sentences on the stored data, or on how to import if there are none.

    They give the number of sessions, and the rows left out or else the newest session.
    """
    if quality is None or sessions is None:
        return (
            "Nothing has been imported yet.",
            "Export your sessions from your practice software and drop the file here.",
        )
    left = sum(row.n for row in quality.quarantine if row.kind == "quarantined")
    rest = gettext("Newest session: {day}.").format(day=formatting.day(quality.newest_session))
    if left and quality.usable is not None:
        rest = ngettext(
            "{n} row is left out until corrected.", "{n} rows are left out until corrected.", left
        ).format(n=formatting.count(left))
    return _loaded(sessions, quality.usable), rest


def _loaded(sessions: int, usable: float | None) -> str:
    """Return the sentence on how many sessions are loaded and how many rows are usable."""
    if usable is None:
        template = ngettext("{n} session loaded.", "{n} sessions loaded.", sessions)
    elif formatting.in_100(usable) != "100 in 100":
        template = ngettext(
            "{n} session loaded; {share} rows are usable.",
            "{n} sessions loaded; {share} rows are usable.",
            sessions,
        )
    elif usable == 1:
        template = ngettext(
            "{n} session loaded; every row is usable.", "{n} sessions loaded; every row is usable.", sessions
        )
    else:
        template = ngettext(
            "{n} session loaded; almost every row is usable.",
            "{n} sessions loaded; almost every row is usable.",
            sessions,
        )
    return template.format(n=formatting.count(sessions), share=formatting.in_100(usable))


def completeness_footnote(quality: Quality) -> str:
    """Return how many episodes have a first and a later ORS, and how many have a recorded ending."""
    shares = {row.field: row.share for row in quality.completeness}
    both = shares.get("ors_two")
    return paragraph(
        gettext("Outcome needs a first and a later ORS: **{share}** episodes have both.").format(
            share=formatting.in_100(both)
        )
        if both is not None
        else "",
        _endings_recorded(shares.get("ending"), _infers(quality)),
        ngettext("n = {n} session.", "n = {n} sessions.", quality.n).format(n=formatting.count(quality.n)),
        _ROUNDED.format(step=quality.rounded_to) if quality.rounded_to else "",
    )


_ROUNDED = gettext(
    "Other counts are rounded to the nearest {step}; months with fewer than {step} sessions are not drawn."
)


def _endings_recorded(share: float | None, inferred: bool) -> str:
    """Return the sentence on the share of closed episodes with a recorded ending; empty if not known."""
    if share is None:
        return ""
    if share == 0:
        return (
            "How the episode ended is recorded for no closed episode; the rest are inferred."
            if inferred
            else "How the episode ended is recorded for no closed episode."
        )
    template = (
        gettext("How the episode ended is recorded for **{share}** closed episodes; the rest are inferred.")
        if inferred
        else gettext("How the episode ended is recorded for **{share}** closed episodes.")
    )
    return template.format(share=formatting.in_100(share))


_ALL_FILLED = {
    "ors": (
        "The only session of these weeks has an ORS.",
        "Every one of the {n} sessions of these weeks has an ORS.",
    ),
    "srs": (
        "The only session of these weeks has an SRS.",
        "Every one of the {n} sessions of these weeks has an SRS.",
    ),
}


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
        return ngettext(*_ALL_FILLED[form], sessions).format(n=formatting.count(sessions))
    therapists = len({row.therapist for row in quality.missing_forms})
    return paragraph(
        gettext("The number is sessions without an {form}.").format(form=form.upper()),
        "A cell without a number misses none; a gap is a week without a session.",
        ngettext(
            "In all, {missing} of {n} session has none.",
            "In all, {missing} of {n} sessions have none.",
            missing,
        ).format(missing=formatting.count(missing), n=formatting.count(sessions)),
        gettext("Shown: the {most} of {n} rows with most missing.").format(most=MOST_ROWS, n=therapists)
        if therapists > MOST_ROWS
        else "",
        "No scores are shown here.",
    )


def reminder(quality: Quality, form: str, when: str) -> str:
    """Return the text of a reminder to copy, with the number of missing forms of each therapist.

    It contains neither scores nor clients.

    when: the weeks, fit to follow "in".
    """
    by: Counter = Counter()
    for row in quality.missing_forms:
        by[row.therapist_name or row.therapist or "no therapist given"] += getattr(row, f"without_{form}")
    names = [f"{name}: {n}" for name, n in sorted(by.items()) if n]
    if not names:
        return "Every session of these weeks has its form. Thank you."
    return "\n".join(
        (
            gettext("{form} forms still missing in {weeks}, by therapist:").format(
                form=form.upper(), weeks=when
            ),
            *names,
            "If a form was filled in on paper, please enter it. If not, a word about why helps.",
        )
    )
