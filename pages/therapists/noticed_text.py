"""Sentences on how large a difference between therapists the comparison could have noticed."""

from __future__ import annotations

from analytics.messages import gettext
from analytics.therapists.results import SHARES, Comparison
from pages.ui import formatting

_NOTICED = {  # measure -> what could be noticed, with the difference that most often would be; without one
    "early_alliance": (
        gettext(
            "With caseloads like these, of 100 therapists whose clients rate the early alliance {spread} points lower we"
            " would name {n}; at {clear} points lower, about 80."
        ),
        gettext(
            "With caseloads like these, of 100 therapists whose clients rate the early alliance {spread} points lower we"
            " would name {n}; at no difference would it be 80."
        ),
    ),
    "change": (
        gettext(
            "With caseloads like these, of 100 therapists whose clients end {spread} points lower we would name {n};"
            " at {clear} points lower, about 80."
        ),
        gettext(
            "With caseloads like these, of 100 therapists whose clients end {spread} points lower we would name {n};"
            " at no difference would it be 80."
        ),
    ),
    "reliable_improvement": (
        gettext(
            "With caseloads like these, of 100 therapists with whom {spread} in 100 fewer clients get clearly better we"
            " would name {n}; at {clear} in 100 fewer, about 80."
        ),
        gettext(
            "With caseloads like these, of 100 therapists with whom {spread} in 100 fewer clients get clearly better we"
            " would name {n}; at no difference would it be 80."
        ),
    ),
    "unplanned": (
        gettext(
            "With caseloads like these, of 100 therapists whom {spread} in 100 more clients leave unplanned we would name"
            " {n}; at {clear} in 100 more, about 80."
        ),
        gettext(
            "With caseloads like these, of 100 therapists whom {spread} in 100 more clients leave unplanned we would name"
            " {n}; at no difference would it be 80."
        ),
    ),
}


def noticed(comparison: Comparison) -> str:
    """Return the sentence on how large a difference the comparison could have noticed; empty if not known."""
    could = comparison.noticeable
    if could is None:
        return ""
    clear, never_clear = _NOTICED[comparison.measure]
    digits = 0 if comparison.measure in SHARES else 1
    n = gettext("about {n}").format(n=could.named_of_100) if could.named_of_100 else "hardly any"
    return (never_clear if could.clear is None else clear).format(
        spread=formatting.number(max(could.spread, 10.0**-digits), digits),
        n=n,
        clear=formatting.number(could.clear, digits),
    )
