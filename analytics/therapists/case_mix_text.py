"""Sentences on what a comparison of therapists allows for and what it does not, for pages and the command line."""

from __future__ import annotations

from collections.abc import Sequence

from analytics.messages import gettext, paragraph
from analytics.therapists.case_mix import LEFT_OUT, NOT_SHARED

_WORDS = {
    "intake": "how distressed clients were at the start",
    "site": "the site",
    "program": "the programme",
    "age_group": "age",
    "orientation": "orientation",
    "calendar": "when a course began",
}
NOT_HELD = "Only what the export holds can be allowed for."


def sentences(adjusted_for: Sequence[str], not_adjusted_for: Sequence[str], reasons: Sequence[str]) -> str:
    """Return a paragraph on what a comparison of therapists adjusts for, and what it does not adjust for and why.

    Parameters
    ----------
    adjusted_for : sequence of str
        Columns of the case mix in the model, such as `intake` or `program: Counselling`.
    not_adjusted_for, reasons : sequence of str
        Columns that were not allowed for, and the reason of each.

    Returns
    -------
    str
    """
    used = list(dict.fromkeys(name.split(":")[0] for name in adjusted_for))
    lacking = dict(zip(not_adjusted_for, reasons, strict=True))
    by_choice = [name for name, reason in lacking.items() if reason == LEFT_OUT]
    unshared = [name for name, reason in lacking.items() if reason == NOT_SHARED]
    others = [name for name in lacking if name not in (*by_choice, *unshared)]
    return paragraph(
        gettext("This allows for {words}.").format(words=_listed(used))
        if used
        else "This allows for nothing.",
        gettext(
            "It cannot allow for {words}: too few therapists share the same, so a difference may come from there."
        ).format(words=_listed(unshared))
        if unshared
        else "",
        gettext("It cannot allow for {words}, which cannot be told apart from the therapists here.").format(
            words=_listed(others)
        )
        if others
        else "",
        gettext("By your definitions it does not allow for {words}.").format(words=_listed(by_choice))
        if by_choice
        else "",
        NOT_HELD,
    )


def _listed(columns: Sequence[str]) -> str:
    """Return columns of the case mix as words: `the site, the programme and age`."""
    *others, last = [_WORDS[name] for name in columns]
    return gettext("{others} and {last}").format(others=", ".join(others), last=last) if others else last
