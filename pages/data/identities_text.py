"""Sentences of the card "The same person?" on Data & import."""

from __future__ import annotations

from collections.abc import Sequence

from analytics.store.aliases import Alias, Denial, Suggestion
from analytics.store.identities import AliasChange
from pages.ui import formatting

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
    who = f"{KINDS[one.kind]}s **{one.code}** and **{one.known}**"
    if one.why == "spelling":
        return f"{who} differ only in the way they are written."
    if one.why == "copy":
        return f"{who} differ only in an addition such as a copy or a second course gets."
    if one.why == "equal_sessions":
        return f"{who} have {formatting.plural(one.n, 'session')} of the same days, therapist and scores."
    going = f"{formatting.plural(one.n, 'client')} of {one.known} went on with {one.code}"
    return f"{KINDS[one.kind]} **{one.known}** stopped when **{one.code}** began, and {going}."


def join(one: Suggestion) -> str:
    """Return the label of the button that merges two codes."""
    return f"The same: show {formatting.show_id(one.stands_for)}"


def gained(names: Sequence[str], kind: str) -> str:
    """Return the sentence that names the people who could see more after a merge; empty if nobody."""
    if not names:
        return ""
    what = "see the clients of both" if kind == "therapist" else "may see the sessions of both"
    return f"Then these people {what}: {', '.join(names)}."


def alias(one: Alias) -> str:
    """Return the sentence on a merged code: the code shown instead, who merged them, and when."""
    by = f" by {one.said_by}" if one.said_by else ""
    when = f"said on {formatting.day(one.said_at)}{by}"
    if one.said_for == one.stands_for:
        return f"{KINDS[one.kind]} **{one.code}** is shown as **{one.stands_for}**, {when}."
    same = f"{KINDS[one.kind]} **{one.code}** is the same as **{one.said_for}**, {when}."
    return f"{same} Both are shown as **{one.stands_for}**."


def two_people(n: int) -> str:
    """Return the heading of the list of code pairs recorded as two different people."""
    return f"{formatting.plural(n, 'pair')} of codes {'is' if n == 1 else 'are'} two people"


def denial(one: Denial) -> str:
    """Return the sentence on a pair of codes that somebody recorded as two different people."""
    kind, code, known = one.suggestion.pair
    by = f" by {one.said_by}" if one.said_by else ""
    return f"{KINDS[kind]}s **{code}** and **{known}** are two people, said on {formatting.day(one.said_at)}{by}."


def done(change: AliasChange) -> str:
    """Return the sentences on the result of merging or separating two codes."""
    parts = ["Done."]
    if change.n_folded:
        both = formatting.plural(change.n_folded, "session was", "sessions were")
        parts.append(f"{both} held under both codes and counts once now.")
    if change.n_parted:
        parts.append(
            f"{formatting.plural(change.n_parted, 'session is', 'sessions are')} held under both codes again."
        )
    if change.sees_more:
        parts.append(f"These people see more than before: {', '.join(change.sees_more)}.")
    return " ".join(parts) + " Under “What came in when?” it can be taken back."
