"""Warnings added to a command's result: the data are old, or clients are hidden by merged codes."""

from __future__ import annotations

import argparse
import dataclasses
import sys
from collections.abc import Callable

from analytics.cli.context import CliContext
from analytics.cli.result import Result

CHANGES_CODES = ("import", "imports", "aliases")  # after which people may sign in as one therapist
ABOUT_DATA = ("show", "export", "report", "import", "imports")


def run(
    context: CliContext,
    given: argparse.Namespace,
    command: Callable[[CliContext, argparse.Namespace], Result],
) -> Result:
    """Run a command, and add warnings about outdated data and hidden clients to its result.

    If older data are shown, the document gets the key `banner`; if clients are hidden, the key `not_shown`.
    Both sentences are also printed on standard error.
    """
    moves = given.command == "imports" and (given.undo or given.redo)
    said = context.store.banner() if given.command in ABOUT_DATA and not moves else None
    result = command(context, given)
    apart = context.viewer.apart or (context.store.apart() if given.command in CHANGES_CODES else ())
    for sentence in (*apart, *([said] if said else [])):
        print(sentence, file=sys.stderr)
    if isinstance(result.document, dict):
        more = ({"banner": said} if said else {}) | ({"not_shown": list(apart)} if apart else {})
        return dataclasses.replace(result, document={**result.document, **more})
    return result
