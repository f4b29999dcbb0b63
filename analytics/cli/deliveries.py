"""Parts of the command `import`: checks of files and answers, redaction of the report, progress."""

from __future__ import annotations

import contextlib
import stat
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from analytics.cli.context import CliContext, WrongSetting
from analytics.file_names import legible, shown
from analytics.ingest import redaction
from analytics.store import StoreBusy
from analytics.store.lock import writing


def check_files(files: Sequence[str]) -> None:
    """Raise WrongSetting if a given file is missing, unreadable or not a regular file."""
    for name in files:
        try:
            mode = Path(name).stat().st_mode
        except OSError as error:
            if isinstance(error, PermissionError):
                raise explained(error, files, name) from error
            raise WrongSetting(f"There is no file {legible(name)}.") from error
        if stat.S_ISDIR(mode):
            raise WrongSetting(f"{legible(name)} is a folder. Name the files in it that belong together.")
        if not stat.S_ISREG(mode):
            raise WrongSetting(f"{legible(name)} is a device or a pipe. Save it as a file first.")
        try:
            with open(name, "rb") as file:
                file.read(1)
        except OSError as error:
            raise explained(error, files, name) from error


def explained(error: OSError, files: Sequence[str], name: str | None = None) -> Exception:
    """Return a WrongSetting for a system error about a delivered file, and any other error unchanged."""
    about = name if name is not None else error.filename
    if about not in files:
        return error
    if isinstance(error, FileNotFoundError):
        return WrongSetting(f"There is no file {legible(about)} any more.")
    if isinstance(error, PermissionError):
        return WrongSetting(
            f"{shown(about)} cannot be read: this user may not, or another program holds it open. "
            "Close it there, or make it readable."
        )
    return WrongSetting(
        f"{shown(about)} cannot be read ({error.strerror}). Copy it to another place and try again."
    )


def check_question(question: Mapping[str, Any] | None, given: Mapping[str, str]) -> None:
    """Raise WrongSetting if the answer to an import's open question is not one of its choices."""
    if question and question["key"] in given:
        value = given[question["key"]]
        if question["choices"] and value not in question["choices"]:
            raise WrongSetting(
                f"“{legible(value)}” is no answer to {question['key']}; there are {', '.join(question['choices'])}."
            )


def say_when_waiting(folder: Path) -> None:
    """Print on standard error that another import is running, if the store's write lock is held."""
    if not (folder / "lock").exists():
        return
    with contextlib.suppress(OSError):
        try:
            with writing(folder):
                pass
        except StoreBusy:
            print("Another import is running; waiting for it to finish.", file=sys.stderr, flush=True)


def visible(context: CliContext, report: dict[str, Any]) -> dict[str, Any]:
    """Return an import report after removing what the person who runs the command may not see.

    The report is that of the current command or one stored with a version.
    """
    reached = context.viewer.therapists or ()
    shown_therapist = context.store.warehouse().shown_therapist if reached else str
    return redaction.for_viewer(report, context.viewer, {shown_therapist(code) for code in reached})


def show_progress(stage: str, share: float) -> None:
    """Overwrite one terminal line with stage and percentage; print nothing if there is no terminal."""
    if sys.stderr.isatty():
        print(f"\r{stage} {share:.0%}   ", end="" if share < 1 else "\n", file=sys.stderr, flush=True)
