"""Command `imports --changes`: what an import changed, as counts or as a table of old and new values."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import Any

from analytics.cli import client_naming, export_writer, printing, writing
from analytics.cli.context import CliContext, WrongSetting
from analytics.cli.exits import DONE, NO_DATA
from analytics.cli.result import Result
from analytics.file_names import shown
from analytics.messages import paragraph
from analytics.store import changes

TABLE = "changes"
NO_STEP = "There are no two versions to compare that far back: they are kept as far back as undo goes."
FIRST = "This was the first import: every session is new."


def show(context: CliContext, given: argparse.Namespace) -> Result:
    """Return the counts of what one import changed; with --out, write old and new values to a file."""
    naming = client_naming.chosen(context, given, TABLE)
    if given.out:
        if not changes.sees_values(context.scope):
            raise WrongSetting(
                f"{context.viewer.name} sees no client's scores; without --out there are counts."
            )
        kind = writing.settled_format(given.out, None)
        export_writer.check(given.out)
    context.store.bring_up_to_date()
    steps = changes.steps(context.store)
    step = next((one for one in steps if one.back == given.changes), None)
    if step is None:
        why = FIRST if context.store.current() and not steps and given.changes == 1 else NO_STEP
        return Result(NO_DATA, {"version": None, "why": why}, why, aside=True)
    document = {"version": step.version, "parent": step.parent, "back": step.back}
    if given.out:
        parts = changes.rows(context.store, step, context.scope)
        named = client_naming.apply(context, parts, TABLE, naming)
        n = writing.write(named, kind, given.out, TABLE)
        context.note("exported", TABLE, rows=n, clients=naming)
        document |= {"rows": n, "file": shown(given.out), **client_naming.as_document(naming)}
        said = paragraph(f"{n:,} rows written to {shown(given.out)}.", client_naming.SENTENCES[naming])
        return Result(DONE, document, said)
    found = changes.counts(context.store, step)
    return Result(DONE, document | asdict(found), "\n".join(_lines(document, found)))


def _lines(document: dict[str, Any], counts: changes.Counts) -> list[str]:
    """Return lines of text with the counts of what one import changed."""
    head = f"{document['version']} beside {document['parent']}"
    sessions = f"sessions: {counts.new:,} new, {counts.gone:,} gone, {counts.changed:,} with another value"
    by_codes = [
        f"{n:,} {words}"
        for n, words in ((counts.joined, "now counted once, with another code"),
                         (counts.parted, "counted beside another code again"))
        if n
    ]  # fmt: skip
    fields = [f"  {printing.words(name)}: {n:,}" for name, n in sorted(counts.fields.items())]
    return [head, ", ".join([sessions, *by_codes]), *fields]
