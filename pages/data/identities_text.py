"""Sentences of the card "The same person?" on Data & import."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from analytics.messages import gettext, ngettext, paragraph
from analytics.store.aliases import Alias, Denial, Suggestion
from analytics.store.identities import AliasChange
from pages.ui import formatting

TWO = {"client": "Two clients", "therapist": "Two therapists"}


_ALIKE = {  # (kind, why) -> sentence
    ("client", "spelling"): gettext(
        "Clients **{code}** and **{known}** differ only in the way they are written."
    ),
    ("therapist", "spelling"): gettext(
        "Therapists **{code}** and **{known}** differ only in the way they are written."
    ),
    ("client", "copy"): gettext(
        "Clients **{code}** and **{known}** differ only in an addition such as a copy or a second course gets."
    ),
    ("therapist", "copy"): gettext(
        "Therapists **{code}** and **{known}** differ only in an addition such as a copy or a second course gets."
    ),
}


_SAME_SESSIONS = {
    "client": (
        "Clients **{code}** and **{known}** have {n} session of the same days, therapist and scores.",
        "Clients **{code}** and **{known}** have {n} sessions of the same days, therapist and scores.",
    ),
    "therapist": (
        "Therapists **{code}** and **{known}** have {n} session of the same days, therapist and scores.",
        "Therapists **{code}** and **{known}** have {n} sessions of the same days, therapist and scores.",
    ),
}


_WENT_ON = {
    "client": (
        "Client **{known}** stopped when **{code}** began, and {n} client of {known} went on with {code}.",
        "Client **{known}** stopped when **{code}** began, and {n} clients of {known} went on with {code}.",
    ),
    "therapist": (
        "Therapist **{known}** stopped when **{code}** began, and {n} client of {known} went on with {code}.",
        "Therapist **{known}** stopped when **{code}** began, and {n} clients of {known} went on with {code}.",
    ),
}


KINDS = {"client": "Client", "therapist": "Therapist"}
ABOUT = (
    "Two codes can stand for one person: after a change of name, of software, or of a way of writing. What you say here"
    " holds for everything that is imported, and for every later file. It can be taken back."
)
CHOICES = {
    "map": "the same clients: join the codes",
    "new": "other clients: import them beside the known ones",
    "ours": "our own practice: import it",
    "stop": "stop: import nothing",
    "join": "the same clients: join them",
    "apart": "other clients: leave them apart",
    "use": "use the names as codes",
    "hash": "turn the names into codes",
    "leave_out": "leave the column out",
}


def suggestion(one: Suggestion) -> str:
    """Return the sentence on why two codes may belong to one person."""
    template = _ALIKE.get((one.kind, one.why)) or ngettext(
        *(_SAME_SESSIONS if one.why == "equal_sessions" else _WENT_ON)[one.kind], one.n
    )
    return template.format(code=one.code, known=one.known, n=formatting.count(one.n))


def join(one: Suggestion) -> str:
    """Return the label of the button that merges two codes."""
    return gettext("The same: show {stands_for}").format(stands_for=formatting.show_id(one.stands_for))


def gained(names: Sequence[str], kind: str) -> str:
    """Return the sentence that names the people who could see more after a merge; empty if nobody."""
    if not names:
        return ""
    template = (
        gettext("Then these people see the clients of both: {names}.")
        if kind == "therapist"
        else gettext("Then these people may see the sessions of both: {names}.")
    )
    return template.format(names=", ".join(names))


def alias(one: Alias) -> str:
    """Return the sentence on a merged code: the code shown instead, who merged them, and when."""
    kind, said = KINDS[one.kind], _said(one.said_at, one.said_by)
    if one.said_for == one.stands_for:
        return gettext("{kind} **{code}** is shown as **{shown}**, {said}.").format(
            kind=kind, code=one.code, shown=one.stands_for, said=said
        )
    return gettext(
        "{kind} **{code}** is the same as **{same}**, {said}. Both are shown as **{shown}**."
    ).format(kind=kind, code=one.code, same=one.said_for, said=said, shown=one.stands_for)


def _said(day: datetime.date, by: str | None) -> str:
    """Return on which day and, if known, by whom two codes were declared one person or two people."""
    template = gettext("said on {day} by {person}") if by else gettext("said on {day}")
    return template.format(day=formatting.day(day), person=by)


def two_people(n: int) -> str:
    """Return the heading of the list of code pairs recorded as two different people."""
    return ngettext("{n} pair of codes is two people", "{n} pairs of codes are two people", n).format(
        n=formatting.count(n)
    )


def denial(one: Denial) -> str:
    """Return the sentence on a pair of codes that somebody recorded as two different people."""
    kind, code, known = one.suggestion.pair
    template = (
        gettext("Clients **{code}** and **{known}** are two people, {said}.")
        if kind == "client"
        else gettext("Therapists **{code}** and **{known}** are two people, {said}.")
    )
    return template.format(code=code, known=known, said=_said(one.said_at, one.said_by))


def done(change: AliasChange) -> str:
    """Return the sentences that say what merging or separating two codes did."""
    folded = ngettext(
        "{n} session was held under both codes and counts once now.",
        "{n} sessions were held under both codes and counts once now.",
        change.n_folded,
    )
    parted = ngettext(
        "{n} session is held under both codes again.",
        "{n} sessions are held under both codes again.",
        change.n_parted,
    )
    return paragraph(
        "Done.",
        folded.format(n=formatting.count(change.n_folded)) if change.n_folded else "",
        parted.format(n=formatting.count(change.n_parted)) if change.n_parted else "",
        gettext("These people see more than before: {names}.").format(names=", ".join(change.sees_more))
        if change.sees_more
        else "",
        "Under “What came in when?” it can be taken back.",
    )
