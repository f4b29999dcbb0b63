"""Running one command: exit status, one JSON document on standard output, messages on standard error."""

from __future__ import annotations

import json
import os
import sys
import traceback

from analytics.cli import banner, commands
from analytics.cli.arguments import parser
from analytics.cli.place import WrongSetting, placed
from analytics.definitions import DefinitionError
from analytics.filters import FilterError
from analytics.store import QueryTooSlow, StoreBusy, StoreUnusable

DONE, DEFECT, WRONG, REFUSED, NO_DATA, UNUSABLE = 0, 1, 2, 3, 4, 5


def main(arguments: list[str]) -> int:
    """Run one command line and return its exit status."""
    given = parser().parse_args(arguments)
    try:
        result = banner.run(placed(given), given, commands.COMMANDS[given.command])
    except (WrongSetting, DefinitionError, FilterError) as error:
        return _failed(given, WRONG, str(error))
    except (StoreUnusable, StoreBusy, QueryTooSlow) as error:
        return _failed(given, UNUSABLE, str(error))
    except BrokenPipeError:
        return DONE
    except Exception as error:
        if given.debug:
            traceback.print_exc()
        where = traceback.extract_tb(error.__traceback__)[-1]
        return _failed(
            given,
            DEFECT,
            f"This is a defect of Holdfast ({type(error).__name__}, {where.name}). --debug shows more.",
        )
    try:
        _shown(given, result)
    except BrokenPipeError:  # the reader has seen enough, as in `... | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return result.status


def _shown(given, result) -> None:
    if given.json and result.document is not None:
        json.dump(result.document, sys.stdout, ensure_ascii=False, allow_nan=False)
        sys.stdout.write("\n")
    elif result.text:
        print(result.text)
    sys.stdout.flush()


def _failed(given, status: int, sentence: str) -> int:
    print(sentence, file=sys.stderr)
    if given.json:
        json.dump({"error": sentence, "status": status}, sys.stdout, ensure_ascii=False)
        sys.stdout.write("\n")
    return status
