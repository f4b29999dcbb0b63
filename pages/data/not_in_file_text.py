"""Sentences about stored data that are missing in a delivered file, before and after the import."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from analytics.ingest import coverage
from analytics.messages import gettext, ngettext, paragraph
from analytics.store import pseudonyms
from pages.ui import formatting

ANSWERS = {
    coverage.REPLACE: {coverage.YES: "yes", coverage.NO: "no"},
    coverage.KEY: {coverage.LEAVE_OUT: "is left out", coverage.KEEP: "stays"},
}
ABOUT = {coverage.REPLACE: "This file is the whole practice", coverage.KEY: "What this file lacks"}
_VALUES = {
    "ors": "ORS empty in the file",
    "srs": "SRS empty in the file",
    "ending": "ending empty in the file",
}
_REASONS = {
    "not_there": "not in the file",
    "cancelled": "cancelled or not attended in the file",
    "moved_day": "looks moved to another day",
    "moved_client": "looks moved to another client code",
}
STAYS = (
    "Sessions that were deleted, moved or cancelled in your software are wrong here too: leave them out. In a file of "
    "only a part of your practice they are missing rightly: let them stay. Either way it can be taken back."
)
STAYED = "What the file lacks stays. Below, under **Does the latest file have all that is held?**, it can be left out."
NONE_LEFT = "Nothing of it is held by itself any more, so there is nothing to leave out or clear."


def reason(row: Mapping[str, Any]) -> str:
    """Return why a stored session or value is listed: `not in the file`, `ORS empty in the file`."""
    return _VALUES.get(str(row.get("what")), "") or _REASONS[row["why"]]


def lines(lacking: Mapping[str, Any]) -> list[str]:
    """Return the sentences on stored sessions missing in the file and stored values empty in the file."""
    return [*coverage.lacking_sentences(lacking), *coverage.emptied_sentences(lacking)]


def part(lacking: Mapping[str, Any]) -> str:
    """Return the sentence that the file covers only part of the practice; empty if it covers all of it."""
    if not lacking["partial"]:
        return ""
    return paragraph(
        gettext("The file has {share} sessions held in its days: it is of a part of the practice.").format(
            share=formatting.in_100(lacking["share"])
        ),
        "What else is held stays.",
    )


def unclear(lacking: Mapping[str, Any]) -> str:
    """Return the sentence that unusable rows in the file may refer to stored sessions; else empty.

    Those stored sessions do not count as missing in the file.
    """
    n = lacking["set_aside"]
    if not n:
        return ""
    return ngettext(
        "Rows set aside are about a held session; what is held of it stays.",
        "Rows set aside are about {n} held sessions; what is held of them stays.",
        n,
    ).format(n=formatting.count(n))


def by_therapist(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return the sentence with the number of missing sessions per therapist; empty if none are missing."""
    ordered = sorted(rows, key=lambda row: -row["n"])
    named = [f"{row['therapist'] or 'no therapist given'}: {formatting.count(row['n'])}" for row in ordered]
    return gettext("By therapist: {counts}.").format(counts=", ".join(named)) if named else ""


def _values(scores: int, endings: int) -> str:
    """Return numbers of scores and of endings in words: `2 scores and 1 ending`; empty for none."""
    scored = ngettext("{n} score", "{n} scores", scores).format(n=formatting.count(scores))
    ended = ngettext("{n} ending", "{n} endings", endings).format(n=formatting.count(endings))
    if scores and endings:
        return gettext("{scores} and {endings}").format(scores=scored, endings=ended)
    return scored if scores else ended if endings else ""


def act(sessions: int, scores: int, endings: int) -> str:
    """Return the label of a button that removes data: `Leave out 3 sessions, clear 2 scores`."""
    n, values = formatting.count(sessions), _values(scores, endings)
    if not sessions:
        return gettext("Clear {values}").format(values=values) if values else ""
    if not values:
        return ngettext("Leave out {n} session", "Leave out {n} sessions", sessions).format(n=n)
    return ngettext(
        "Leave out {n} session, clear {values}", "Leave out {n} sessions, clear {values}", sessions
    ).format(n=n, values=values)


def followed(lacking: Mapping[str, Any]) -> str:
    """Return the sentence on the stored sessions and values that this import removes."""
    done = coverage.followed_sentence(lacking["to_leave_out"], **lacking["emptied"])
    return gettext("With this import: {done}").format(done=done)


def whole_practice(lacking: Mapping[str, Any]) -> str:
    """Return the sentence on how many stored sessions and values would be lost if the file replaced all data."""
    gone, held = lacking["only_here"], lacking["held"]
    values = _values(lacking["emptied"]["scores"], lacking["emptied"]["endings"])
    return paragraph(
        ngettext(
            "{gone} of {n} sessions held would go: it is not in this file.",
            "{gone} of {n} sessions held would go: they are not in this file.",
            gone,
        ).format(gone=formatting.count(gone), n=formatting.count(held)),
        gettext("{values} would be emptied.").format(values=values) if values else "",
    )


def replaced(removed: int) -> str:
    """Return the sentence that the file replaces all stored data, with the number of sessions removed."""
    if not removed:
        return "This file takes the place of everything held: no session goes."
    return ngettext(
        "This file takes the place of everything held: {n} held session goes.",
        "This file takes the place of everything held: {n} held sessions go.",
        removed,
    ).format(n=formatting.count(removed))


def months(rows: Sequence) -> dict[str, list]:
    """Tabulate the sessions in the file and those stored before; one row per month."""
    return {
        "Month": [formatting.month(row.month) for row in rows],
        "In the file": [row.in_file for row in rows],
        "Held before": [row.held for row in rows],
        "Only held": [row.only_held for row in rows],
        "Only in the file": [row.only_file for row in rows],
    }


def sessions(rows: Sequence[Mapping[str, Any]], *, keys: bool = False) -> dict[str, list]:
    """Tabulate the stored sessions and values missing in a file; one row each.

    With `keys`, pseudonyms stand in place of client codes.
    """
    return {
        "Client": [pseudonyms.of_record(row["record_id"]) if keys else row["client_id"] for row in rows],
        "Day": [str(row["session_date"]) for row in rows],
        "Therapist": [row["therapist"] or formatting.NOT_GIVEN for row in rows],
        "Why": [reason(row) for row in rows],
    }


def compared(files: Sequence[str], in_file: int, held: int, both: int, now: int) -> str:
    """Return the sentence that compares session counts: in the file, stored before, in both, stored now."""
    return ngettext(
        "{files}: {n} session in the file, {held} held before in its days and of its people, {both} in both. "
        "Held now, of all days: {now}.",
        "{files}: {n} sessions in the file, {held} held before in its days and of its people, {both} in both. "
        "Held now, of all days: {now}.",
        in_file,
    ).format(
        n=formatting.count(in_file),
        files=", ".join(files),
        held=formatting.count(held),
        both=formatting.count(both),
        now=formatting.count(now),
    )
