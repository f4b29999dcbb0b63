"""Entry point of the command line: run one command, print the result, return the exit status."""

from __future__ import annotations

import argparse
import errno
import io
import json
import os
import signal
import sys
import traceback
from collections.abc import Mapping, Sequence
from types import FrameType

from analytics import log
from analytics.access import PeopleUnreadable
from analytics.cli import banner, commands
from analytics.cli.arguments import parser
from analytics.cli.context import WrongSetting, build_context
from analytics.cli.exits import DEFECT, DONE, STOPPED, UNUSABLE, WRONG
from analytics.cli.export_writer import DiskProblem
from analytics.cli.options import Usage
from analytics.cli.result import Result
from analytics.definitions import DefinitionError
from analytics.file_names import legible
from analytics.filters import FilterError
from analytics.notes import NotesUnusable
from analytics.store import DataFolder, QueryTooLarge, QueryTooSlow, StoreBusy, StoreUnusable
from analytics.store.disk_errors import FULL_DISK

_SAID_AS_IT_IS = (
    StoreUnusable,
    StoreBusy,
    QueryTooSlow,
    QueryTooLarge,
    DiskProblem,
    PeopleUnreadable,
    NotesUnusable,
)
_DENIED = {errno.EACCES, errno.EPERM, errno.EROFS}
_UNUSABLE = {
    errno.EIO,
    errno.ENOTDIR,
    errno.EEXIST,
    errno.ENAMETOOLONG,
    errno.ELOOP,
    errno.EMFILE,
    errno.ENFILE,
}


def ready() -> None:
    """Set standard output to UTF-8 for files and pipes, and install a handler that exits at SIGTERM."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            errors = "backslashreplace" if stream is sys.stderr else "replace"
            if stream.isatty():
                stream.reconfigure(errors=errors)
            else:
                stream.reconfigure(errors=errors, encoding="utf-8", newline="\n")
    if hasattr(signal, "SIGTERM"):
        signal.signal(signal.SIGTERM, _terminated)


def _terminated(number: int, _frame: FrameType | None) -> None:
    """End the process with exit status 128 plus the signal's number."""
    sys.exit(128 + number)  # what is being written is taken away on the way out


def main(arguments: Sequence[str], more: Mapping[str, commands.Command] | None = None) -> int:
    """Run one command line, given as a list of arguments, and return the exit status.

    more: commands that this package does not hold itself, by name.
    """
    try:
        given = parser(_data_folder(arguments)).parse_args(arguments)
    except Usage as wrong:
        return _failed(_wants_json(arguments), WRONG, str(wrong), wrong.usage)
    try:
        command = {**commands.COMMANDS, **(more or {})}[given.command]
        return _shown(given, banner.run(build_context(given), given, command))
    except BrokenPipeError:  # the reader has seen enough, as in `... | head`
        _silence_output()
        return DONE
    except KeyboardInterrupt:
        print("Stopped. Nothing was changed.", file=sys.stderr)
        return STOPPED
    except Exception as error:
        if given.debug:
            traceback.print_exc()
        return _failed(given.json, *_explained(error, given))


def _explained(error: Exception, given: argparse.Namespace) -> tuple[int, str]:
    """Return the exit status and the sentence to print for an error."""
    if isinstance(error, (WrongSetting, DefinitionError, FilterError)):
        return WRONG, str(error)
    if isinstance(error, DiskProblem) and "output" in str(error):
        _silence_output()
    if isinstance(error, _SAID_AS_IT_IS):
        return UNUSABLE, str(error)
    if isinstance(error, OSError) and error.errno in FULL_DISK:
        return UNUSABLE, "The disk is full, so this was not done. Free some space and run it again."
    if isinstance(error, OSError) and error.errno in _DENIED:
        folder = legible(DataFolder(given.data).path)
        return UNUSABLE, (
            f"This user of the computer may not write in the data folder {folder}. "
            "Run it as the user who owns the folder, or name another one with --data."
        )
    if isinstance(error, OSError) and error.errno in _UNUSABLE:
        return (
            UNUSABLE,
            f"The data folder cannot be used ({error.strerror}). Check the disk, or name another.",
        )
    folder = DataFolder(given.data).path
    log.to_folder(folder)
    number = log.report(error)
    where = traceback.extract_tb(error.__traceback__)[-1]
    return DEFECT, (
        f"This is a defect of Holdfast ({type(error).__name__}, {where.name}). Error number {number} is in "
        f"{log.FILE.as_posix()} of the data folder, without client data; --debug shows more."
    )


def _shown(given: argparse.Namespace, result: Result) -> int:
    """Print the result of a command, as JSON with --json, and return the exit status."""
    try:
        if given.json and result.document is not None:
            json.dump(result.document, sys.stdout, ensure_ascii=False, allow_nan=False)
            sys.stdout.write("\n")
        elif result.text:
            print(result.text, file=sys.stderr if result.aside else sys.stdout)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise DiskProblem("Standard output cannot be written: is the disk full?") from error
    return result.status


def _failed(wants_json: bool, status: int, sentence: str, usage: str = "") -> int:
    """Print an error on standard error, and as a JSON document if wanted; return the exit status."""
    print(legible(usage or sentence), file=sys.stderr)
    if wants_json:
        try:
            json.dump({"error": legible(sentence), "status": status}, sys.stdout, ensure_ascii=False)
            sys.stdout.write("\n")
            sys.stdout.flush()
        except OSError:
            _silence_output()
    return status


def _silence_output() -> None:
    """Redirect standard output to the null device, to prevent an error at the end of the process."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        pass


def _wants_json(arguments: Sequence[str]) -> bool:
    """Return whether an unparsable command line contains --json or an abbreviation of it."""
    return any(len(one) > 2 and "--json".startswith(one) for one in arguments)


def _data_folder(arguments: Sequence[str]) -> str:
    """Return the path of the data folder, from --data or the default, for the help text."""
    named = next((b for a, b in zip(arguments, arguments[1:], strict=False) if a == "--data" and b), None)
    named = next((a.partition("=")[2] for a in arguments if a.startswith("--data=")), named)
    try:
        return legible(DataFolder(named or None).path)
    except (OSError, RuntimeError, ValueError):
        return "unknown"
