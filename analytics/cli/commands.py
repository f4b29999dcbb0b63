"""Implementation of the commands; each function returns a `Result` for printing."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from analytics import __version__, answers
from analytics.cli import (
    backup,
    batches,
    changed,
    client_naming,
    deliveries,
    early_warning_switch,
    encryption,
    erase,
    export_writer,
    identities,
    import_lines,
    people,
    printing,
    reconcile,
    remembering,
    retention,
    serving,
    undo,
    writing,
)
from analytics.cli.context import CliContext, WrongSetting
from analytics.cli.exits import DEFECT, DONE, NO_DATA, REFUSED, UNUSABLE
from analytics.cli.result import Result
from analytics.cli.tables import TABLES
from analytics.cli.views import has_data, show
from analytics.file_names import legible, shown
from analytics.ingest import ImportFailed, WrongAnswer, deliver
from analytics.log import FILE
from analytics.messages import gettext, paragraph
from analytics.risk import refresh
from analytics.store import history
from analytics.store.check import check as check_store

Command = Callable[[CliContext, argparse.Namespace], Result]
COMMAND_LINE = "command line"  # who did it, where nobody is named with --as


def import_files(context: CliContext, given: argparse.Namespace) -> Result:
    """Run the command `import`: import the given files as one delivery."""
    _may_import(context)
    deliveries.check_files(given.files)
    if given.sample:
        raise WrongSetting(
            "The made-up practice takes no files. Leave --sample out to import into your own practice."
        )
    deliveries.say_when_waiting(context.store.folder)
    try:
        report = deliver(
            context.store,
            given.files,
            today=given.today,
            imported_by=given.person or COMMAND_LINE,
            dry_run=given.dry_run,
            replace=given.replace,
            answers=dict(given.answer),
            profile=given.profile,
            progress=deliveries.show_progress,
            strict=True,
        )
    except WrongAnswer as error:
        raise WrongSetting(str(error)) from error
    except OSError as error:
        raise deliveries.explained(error, given.files) from error
    except ImportFailed as error:
        print(error, file=sys.stderr)
        return Result(DEFECT, {"error": str(error), "status": DEFECT}, "")
    deliveries.check_question(report.question, dict(given.answer))
    document = {**deliveries.visible(context, report.as_dict()), "nothing_new": report.nothing_new}
    refused = report.outcome in ("reject", "needs_choice")
    if not refused and not given.dry_run:
        context.note("imported", rows=report.rows_accepted)
        _said_of_models(refresh.run_or_start(context.store))
    return Result(REFUSED if refused else DONE, document, import_lines.import_report(document))


def _may_import(context: CliContext) -> None:
    """Raise WrongSetting if the person who runs the command may not import data."""
    if not context.viewer.may_import:
        raise WrongSetting(f"{context.viewer.name} may not import; owners and the office may.")


def imports(context: CliContext, given: argparse.Namespace) -> Result:
    """Run `imports`: list, undo, redo or compare imports, or remove what the last delivery lacks."""
    if given.out and given.changes is None:
        raise WrongSetting("--out belongs to imports --changes.")
    if given.changes is None or not given.out:
        _may_import(context)
    if given.changes is not None:
        return changed.show(context, given)
    if given.undo or given.redo:
        return _moved(context, given, given.undo)
    if given.reconcile:
        return reconcile.reconcile(context)
    if given.leave_out:
        done = reconcile.follow(context, given.person or "command line")
        if done.status == DONE:
            _said_of_models(refresh.run_or_start(context.store))
        return done
    context.store.bring_up_to_date()
    rows = [
        {
            **row,
            "files": json.loads(row["files"]),
            "report": deliveries.visible(context, json.loads(row["report"])),
        }
        for row in context.store.history()
    ]
    current, steps = context.store.current(), context.store.steps()
    document = {"version": current.name if current else None, "imports": answers.plain(rows)}
    if done := history.list_entries(context.store):
        document["journal"] = done
    if steps.back or steps.forward:
        document |= {"can_undo": steps.back, "can_redo": steps.forward}
    return Result(DONE, document, printing.ledger(document))


def _moved(context: CliContext, given: argparse.Namespace, back: bool) -> Result:
    """Undo the last import, or redo the last undone one; return the result to print.

    `back` is true for undo.
    """
    done, document = undo.move(context.store, back, given.person or COMMAND_LINE)
    if not done:
        return Result(NO_DATA, document, document["why"])
    context.note("undone" if back else "redone")
    _said_of_models(refresh.run_or_start(context.store))
    return Result(DONE, document, document["sentence"])


def _said_of_models(number: str | None) -> None:
    """Print the error number on standard error if fitting the early-warning model failed."""
    if number:
        print(f"The early-warning model could not be made (error number {number}).", file=sys.stderr)


def export(context: CliContext, given: argparse.Namespace) -> Result:
    """Run the command `export`: write one table to a file or to standard output."""
    asked = "json" if given.json and not given.out else given.format  # --json: one document and nothing else
    kind = writing.settled_format(given.out, asked)
    naming = client_naming.chosen(context, given, given.table)
    if given.out:
        export_writer.check(given.out)
    if not has_data(context, given):
        said = answers.reason("why", answers.NOTHING_IMPORTED)
        return Result(NO_DATA, said, answers.NOTHING_IMPORTED, aside=True)
    with context.warehouse() as warehouse:
        parts = batches.iter_batches(warehouse, context.scope, TABLES[given.table])
        named = client_naming.apply(context, parts, given.table, naming)
        n = writing.write(named, kind, given.out, given.table)
    context.note("exported", given.table, rows=n, clients=naming)
    if not given.out:
        return Result(DONE, None, "")
    name = shown(given.out)
    sentence = paragraph(f"{n:,} rows written to {name}.", client_naming.SENTENCES[naming])
    return Result(
        DONE, {"table": given.table, "rows": n, "file": name, **client_naming.as_document(naming)}, sentence
    )


def sample(context: CliContext, given: argparse.Namespace) -> Result:
    """Run the command `sample`: write the export files of a made-up practice to a folder."""
    from sample_data import generate, parameters, write

    try:
        made = generate(
            parameters.CLIENTS if given.clients is None else given.clients,
            parameters.THERAPISTS if given.therapists is None else given.therapists,
            parameters.SEED if given.seed is None else given.seed,
        )
    except ValueError as error:
        raise WrongSetting(str(error)) from error
    try:
        files = [Path(path).name for path in write(made, Path(given.out))]
    except OSError as error:
        raise export_writer.explained(error, given.out) from error
    return Result(
        DONE, {"files": files, "seed": made.seed}, gettext("Written: {files}.").format(files=", ".join(files))
    )


def check(context: CliContext, given: argparse.Namespace) -> Result:
    """Run the command `check`: return the findings of the self-check of the data folder."""
    found = check_store(context.folder)
    said = {finding.sentence for finding in found}
    of_all = [one for one in serving.installation(context.folder.practice.folder) if one.sentence not in said]
    findings = [asdict(finding) for finding in (*found, *of_all)]
    problems = any(finding["level"] == "problem" for finding in findings)
    named = {"version": __version__, "data_folder": legible(context.folder.path), "log": FILE.as_posix()}
    text = f"{printing.installation(named)}\n{printing.findings(findings)}"
    return Result(UNUSABLE if problems else DONE, {**named, "findings": findings}, text)


COMMANDS: dict[str, Command] = {
    "import": import_files,
    "imports": imports,
    "aliases": identities.aliases,
    "remembered": remembering.show,
    "export": export,
    "show": show,
    "sample": sample,
    "erase": erase.erase,
    "retention": retention.retention,
    "early_warning": early_warning_switch.early_warning_use,
    "encryption": encryption.encryption,
    "backup": backup.backup,
    "restore": backup.restore,
    "check": check,
    "serving": serving.serving,
    "people": people.change,
    "audit": people.audit,
}
