"""Commands `imports --reconcile` and `--leave-out`: stored sessions missing from the last delivery."""

from __future__ import annotations

from typing import Any

from analytics import answers
from analytics.cli import printing
from analytics.cli.context import CliContext
from analytics.cli.exits import DONE, NO_DATA
from analytics.cli.result import Result
from analytics.ingest import coverage
from analytics.quality import reconciliation
from analytics.store import latest, leave_out

NOTHING = "Nothing was held before the only import behind these data, so there is nothing to compare it with."
UNKNOWN = "What the latest import lacks was not kept with it. The next import is compared with what is held."


def reconcile(context: CliContext) -> Result:
    """Compare the last delivery with the data stored before it: sessions by month, missing sessions."""
    if context.store.current() is None:
        return _nothing_imported()
    with context.warehouse() as warehouse:
        version = context.store.current()
        later = latest.later(context.store, version) if version is not None else ""
        found = reconciliation.latest(warehouse, context.scope, later=later)
    if found is None:
        why = NOTHING if len(context.store.history()) == 1 else UNKNOWN
        return Result(NO_DATA, {"why": why}, why, aside=True)
    document = found.as_dict()
    return Result(DONE, document, "\n".join(_lines(document)))


def _nothing_imported() -> Result:
    """Return the result that says that nothing has been imported yet."""
    why = answers.NOTHING_IMPORTED
    return Result(NO_DATA, answers.reason("why", why), why, aside=True)


def _lines(document: dict[str, Any]) -> list[str]:
    """Return the comparison of the last delivery with the stored data as lines of text."""
    found = document["not_in_file"]
    names = ", ".join(document["files"])
    lines = [document["instead"]] if found is None else _compared(found, names, document["compared_at"])
    if document["rows"]:
        lines += [
            "",
            "can be left out or cleared with imports --leave-out:",
            *printing.table(document["rows"]),
        ]
    return lines


def _compared(found: dict[str, Any], names: str, at: str) -> list[str]:
    """Return the numbers of sessions by month, in the last delivery and in the store, as lines of text."""
    lines = [f"{names}, {at[:16].replace('T', ' ')}, beside what was held before it"]
    lines += printing.table(found["months"])
    if words := coverage.sentence(found):
        lines.append(words)
    if found["followed"]:
        lines.append(coverage.was_followed(found))
    if found["elsewhere"]:
        lines.append(
            f"{found['elsewhere']:,} more sessions were held, of other days or people than the file's."
        )
    return lines


def follow(context: CliContext, by: str) -> Result:
    """Remove the stored sessions and values missing from the last delivery, as a new data version.

    The removal can be undone like an import.
    """
    if context.store.current() is None:
        return _nothing_imported()
    done = leave_out.leave_out(context.store, by=by)
    sentence = coverage.followed_sentence(done.sessions, done.scores, done.endings)
    version, steps = context.store.current(), context.store.steps()
    document = {
        "version": version.name if version else None,
        "removed": done.sessions,
        "emptied": {"scores": done.scores, "endings": done.endings},
        "can_undo": steps.back,
        "can_redo": steps.forward,
    }
    if not done:
        return Result(NO_DATA, document | {"why": sentence}, sentence, aside=True)
    return Result(DONE, document | {"sentence": sentence}, f"{sentence} imports --undo takes it back.")
