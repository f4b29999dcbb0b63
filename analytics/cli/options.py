"""Types of command-line options, and a parser that raises an error instead of ending the process."""

from __future__ import annotations

import argparse
import datetime
import textwrap
from typing import Any, NoReturn

from analytics.errors import HoldfastError
from analytics.ingest import answering

WIDTH = 100  # characters of a line of help


class Usage(HoldfastError):
    """Error for a command line that cannot be parsed, with the usage line to print."""

    def __init__(self, usage: str, message: str) -> None:
        super().__init__(message)
        self.usage = usage


class Parser(argparse.ArgumentParser):
    """Argument parser that raises Usage on errors and keeps the line breaks of its help texts."""

    def __init__(self, *arguments: Any, **more: Any) -> None:
        more.setdefault("formatter_class", _Help)
        super().__init__(*arguments, **more)

    def error(self, message: str) -> NoReturn:
        """Raise Usage with the error message of argparse."""
        raise Usage(f"{self.format_usage()}{self.prog}: error: {message}", message)


class _Help(argparse.RawDescriptionHelpFormatter):
    """Formatter of help texts with lines of `WIDTH` characters."""

    def __init__(self, prog: str, **more: Any) -> None:
        super().__init__(prog, **{**more, "width": WIDTH})


def wrapped(text: str) -> str:
    """Wrap one paragraph of a help text to `WIDTH` characters, without breaking words at hyphens."""
    return textwrap.fill(text, WIDTH, break_long_words=False, break_on_hyphens=False)


def text(given: str) -> str:
    """Return the argument if it is non-empty UTF-8 text; raise an argparse error otherwise.

    An empty argument usually comes from an unset variable in a script.
    """
    if not given.strip():
        raise argparse.ArgumentTypeError("it is empty")
    try:
        given.encode("utf-8")
    except UnicodeEncodeError:
        raise argparse.ArgumentTypeError("it is not text in UTF-8") from None
    return given


def path(given: str) -> str:
    """Return the argument if it can be the name of a file or folder; raise an argparse error otherwise."""
    if not given.strip():
        raise argparse.ArgumentTypeError("it is empty; a file or folder was expected")
    if "\0" in given:
        raise argparse.ArgumentTypeError("a name cannot hold a zero byte")
    return given


def day(given: str) -> datetime.date:
    """Parse a date written as YYYY-MM-DD."""
    try:
        return datetime.date.fromisoformat(given)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{given!r} is not a day; write it like 2026-09-30") from None


def answer(given: str) -> tuple[str, str]:
    """Parse KEY=VALUE, the answer to a question of an import; return key and value."""
    key, mark, value = text(given).partition("=")
    if not mark or not key:
        raise argparse.ArgumentTypeError(f"{given!r} is not an answer; write it like date_order=day_first")
    problem = answering.problem(key, value)
    if problem:
        raise argparse.ArgumentTypeError(problem)
    return key, value
