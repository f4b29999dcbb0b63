"""Command `remembered`: list or forget the saved answers about files, which later imports reuse."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import Any

from analytics.cli import printing
from analytics.cli.context import CliContext, WrongSetting
from analytics.cli.exits import DONE
from analytics.cli.result import Result
from analytics.ingest import remembered

NOTHING = "Nothing is remembered about files."
FORGOTTEN = "Forgotten: {key} is asked again, or found in the file. What was imported with it stays as it is."


def show(context: CliContext, given: argparse.Namespace) -> Result:
    """Run the command `remembered`: list the stored answers about files, or forget one of them."""
    if not context.viewer.may_import:
        raise WrongSetting(f"{context.viewer.name} may not see or change that; owners and the office may.")
    if given.action == "list":
        rows = [_row(one) for one in remembered.listed(context.store)]
        lines = (
            printing.table([{**row, "files": ", ".join(row["files"])} for row in rows]) if rows else [NOTHING]
        )
        return Result(DONE, {"remembered": rows}, "\n".join(lines))
    try:
        was = remembered.change(context.store, given.number, None, given.person or "command line")
    except remembered.NotRemembered as problem:
        raise WrongSetting(str(problem)) from problem
    return Result(DONE, {"forgotten": _row(was)}, FORGOTTEN.format(key=was.key))


def _row(one: remembered.Remembered) -> dict[str, Any]:
    """Return one stored answer about files as a dictionary for the JSON document."""
    fields = ("number", "key", "value", "said_at", "said_by", "by_hand")
    return {key: value for key, value in asdict(one).items() if key in fields} | {"files": list(one.files)}
