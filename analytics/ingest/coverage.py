"""Stored sessions missing from a new delivery: entry in the import report, and question to the user.

The comparison itself is `analytics.store.lacking`. For a file of the whole practice (`replace`), a person is
first asked to confirm how many stored sessions would be removed. Sessions missing from any other file are
kept, unless the answer `not_in_file` is `leave_out`.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from analytics.ingest.base.errors import Question, QuestionForUser
from analytics.ingest.data_day import day_text
from analytics.store.lacking import Lacking

# The question about a file that is the whole practice, and its answers
REPLACE, YES, NO = "replace", "yes", "no"
KEY, LEAVE_OUT, KEEP = "not_in_file", "leave_out", "keep"  # the answer about what any other file lacks
# Parts of `not_in_file` with client codes, which the kept report does without
LISTED = ("rows", "emptied_rows")


def replaces(request: Mapping[str, Any]) -> bool:
    """Return whether the delivery replaces all stored data, by the option `replace` or by an answer.

    With the answer `no`, the delivery only adds and corrects.
    """
    answer = request["answers"].get(REPLACE)
    return answer == YES or (bool(request["replace"]) and answer != NO)


def resolve(comparison: Lacking, request: Mapping[str, Any], report: dict[str, Any]) -> bool:
    """Report stored sessions missing from the delivery; return whether they are to be removed.

    Parameters
    ----------
    comparison : the comparison with the stored data.
    request : of the delivery.
    report : extended.

    Raises
    ------
    QuestionForUser
        If all stored data would be replaced, sessions would be removed, and nobody has confirmed it.
    """
    if request["replace"]:
        report["removed"] = comparison.n_only_here
        if request["answers"].get(REPLACE) != YES and (
            comparison.n_only_here or comparison.n_scores or comparison.n_endings
        ):
            raise _whole_practice(comparison)
        return True
    follows = request["answers"].get(KEY) == LEAVE_OUT and comparison.n_to_follow > 0
    report["removed"] = comparison.n_to_leave_out if follows else 0
    if comparison.first_day is not None:
        report[KEY] = document(comparison, follows)
        if words := sentence(report[KEY]):
            report["message"] += " " + words
    return follows


def document(comparison: Lacking, follows: bool) -> dict[str, Any]:
    """Return the entry `not_in_file` of the import report, with days and months as ISO text."""
    return {
        "n": comparison.n_missing,
        "covers": [day.isoformat() for day in (comparison.first_day, comparison.last_day) if day],
        "share": None if comparison.share is None else round(comparison.share, 4),
        "partial": comparison.is_partial,
        "to_leave_out": comparison.n_to_leave_out,
        "cancelled": comparison.n_cancelled,
        "moved_day": comparison.n_moved_day,
        "moved_client": comparison.n_moved_client,
        "set_aside": comparison.n_unclear,
        "elsewhere": comparison.n_elsewhere,
        "held": comparison.n_there + comparison.n_only_here,
        "only_here": comparison.n_only_here,
        "emptied": {"scores": comparison.n_scores, "endings": comparison.n_endings},
        "followed": follows,
        "months": [{**row, "month": f"{row['month']:%Y-%m}"} for row in comparison.months],
        "by_therapist": [dict(row) for row in comparison.therapists],
        "rows": [_json_value(row) for row in comparison.sessions],
        "emptied_rows": [_json_value(row) for row in comparison.emptied],
    }


def without_clients(found: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Return the entry `not_in_file` of a report, leaving out its lists with client codes."""
    if found is None:
        return None
    return {key: value for key, value in found.items() if key not in LISTED}


def sentence(found: Mapping[str, Any]) -> str:
    """Return the sentences about stored sessions and values missing from the file; empty if none."""
    return " ".join([*lacking_sentences(found), *emptied_sentences(found)])


def lacking_sentences(found: Mapping[str, Any]) -> list[str]:
    """Return the sentences about stored sessions that the file does not contain.

    For a file that covers only a part of the practice, only cancelled sessions are mentioned.
    """
    first, last = (day_text(datetime.date.fromisoformat(day)) for day in found["covers"])
    n, lines = found["n"], []
    if n and not found["partial"]:
        lines.append(
            f"The file covers {first} to {last}; {_sessions(n)} held in that span {_is(n)} not in it."
            if first != last
            else f"The file covers {first}; {_sessions(n)} held on that day {_is(n)} not in it."
        )
        if moved := found["moved_day"]:
            lines.append(f"{_of(moved, n)} look{'s' * (moved == 1)} moved to another day.")
        if moved := found["moved_client"]:
            lines.append(f"{_of(moved, n)} look{'s' * (moved == 1)} moved to another client code.")
    if cancelled := found["cancelled"]:
        lines.append(
            f"{_sessions(cancelled)} held as attended {_is(cancelled)} cancelled or not attended in the file."
        )
    return lines


def emptied_sentences(found: Mapping[str, Any]) -> list[str]:
    """Return the sentences about stored scores and endings that are empty in the file."""
    scores, endings = found["emptied"]["scores"], found["emptied"]["endings"]
    lines = []
    if scores:
        lines.append(f"{scores:,} held {_one(scores, 'score', 'scores')} {_is(scores)} empty in the file.")
    if endings:
        lines.append(
            f"{endings:,} held {_one(endings, 'ending', 'endings')} {_is(endings)} empty in the file."
        )
    return lines


def followed_sentence(sessions: int, scores: int, endings: int) -> str:
    """Return the sentence that says how many sessions and values have been removed."""
    parts = [f"{_sessions(sessions)} left out"] if sessions else []
    cleared = [
        f"{n:,} {_one(n, one, many)}"
        for n, one, many in ((scores, "score", "scores"), (endings, "ending", "endings"))
        if n
    ]
    if cleared:
        parts.append(f"{' and '.join(cleared)} cleared")
    return (
        f"{'; '.join(parts)}."
        if parts
        else "Nothing is left to follow: the latest file lacks nothing that is held."
    )


def was_followed(found: Mapping[str, Any]) -> str:
    """Return the sentence that reports the removal of stored sessions or values missing from the file."""
    done = ["left out"] if found["to_leave_out"] else []
    done += ["cleared"] if any(found["emptied"].values()) else []
    n = found["to_leave_out"] + sum(found["emptied"].values())
    return f"{'It was' if n == 1 else 'They were'} {' and '.join(done)}."


def _whole_practice(comparison: Lacking) -> QuestionForUser:
    """Return the question that asks whether the delivered file contains the whole practice."""
    n, held = comparison.n_only_here, comparison.n_there + comparison.n_only_here
    text = f"{n:,} of {_sessions(held)} held would go, because they are not in this file."
    if emptied := [
        f"{count:,} {_one(count, *words)}"
        for count, words in (
            (comparison.n_scores, ("score", "scores")),
            (comparison.n_endings, ("ending", "endings")),
        )
        if count
    ]:
        text += f" {' and '.join(emptied)} would be emptied."
    question = Question(REPLACE, f"{text} Is this file the whole practice?", (YES, NO), ())
    return QuestionForUser(question, {"removed": n})


def _json_value(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a row (a dictionary) with each date replaced by ISO text."""
    return {
        key: value.isoformat() if isinstance(value, datetime.date) else value for key, value in row.items()
    }


def _sessions(n: int) -> str:
    return f"{n:,} {_one(n, 'session', 'sessions')}"


def _one(n: int, one: str, many: str) -> str:
    return one if n == 1 else many


def _is(n: int) -> str:
    return "is" if n == 1 else "are"


def _of(part: int, whole: int) -> str:
    if part == whole:
        return "It" if whole == 1 else "All of them"
    return f"{part:,} of them"
