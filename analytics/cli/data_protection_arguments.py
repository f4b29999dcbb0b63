"""Options and help texts of the commands erase, retention, early_warning, encryption, backup and restore."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from analytics.cli.options import Parser, path, text, wrapped

Add = Callable[..., Parser]  # adds a command: name, help, examples


def add_commands(add: Add) -> None:
    """Add the commands of data protection to the parser of the command line."""
    _erase(add("erase", "erase a client for good", "erase C-1017 --dry-run", "erase C-1017 --yes",
               "erase C-1017 --allow-again"))  # fmt: skip
    _retention(add("retention", "how long clients are kept", "retention", "retention --years 10",
                   "retention --dry-run", "retention --apply --yes", "retention --off"))  # fmt: skip
    _early_warning(add("early_warning", "switch the early warning off or on", "early_warning", "early_warning --off",
                       "early_warning --on"))  # fmt: skip
    _encryption(add("encryption", "encrypt the data with a key", "encryption", "encryption on",
                    "encryption on --key-from environment", "encryption off", "encryption key"))  # fmt: skip
    _backup(add("backup", "the practice as one verified file", "backup --out practice.holdfast"))
    _restore(add("restore", "put a backup in place", "restore practice.holdfast --data DIR",
                 "restore practice.holdfast --replace"))  # fmt: skip


def _erase(command: argparse.ArgumentParser) -> None:
    """Add the options of the command `erase` to its parser."""
    command.description = wrapped(
        "Erase a client, under every code that was joined with theirs: sessions, marks, rows set aside by imports, and "
        "their code in names of files, sheets and columns. The data are built anew without them and every earlier "
        "version is deleted, so undo ends here. Later imports leave their rows out and list them (reason erased). "
        "Backups made before are listed; delete these yourself."
    )
    command.add_argument(
        "client", metavar="CLIENT", type=text, help="code of the client as the practice writes it"
    )
    ways = command.add_mutually_exclusive_group()
    ways.add_argument("--dry-run", action="store_true", help="only say what would go")
    ways.add_argument("--yes", action="store_true", help="erase; without it nothing is erased")
    ways.add_argument(
        "--allow-again",
        action="store_true",
        help="let later imports take this code's rows again; nothing comes back by this alone",
    )


def _retention(command: argparse.ArgumentParser) -> None:
    """Add the options of the command `retention` to its parser."""
    command.description = wrapped(
        "Show or set the retention period: clients whose last session is older are erased, with every import and with "
        "--apply, as `erase` does it. Off until somebody sets it. The time runs to the day of the data, or to today if "
        "that is earlier."
    )
    ways = command.add_mutually_exclusive_group()
    ways.add_argument(
        "--years", type=_whole, metavar="N", help="keep clients for N years after the last session"
    )
    ways.add_argument("--months", type=_whole, metavar="N", help="the same in months, 12 at least")
    ways.add_argument("--off", action="store_true", help="keep clients without limit")
    ways.add_argument(
        "--dry-run", action="store_true", help="only say how many would go, and from when they are"
    )
    ways.add_argument("--apply", action="store_true", help="erase them now; needs --yes")
    command.add_argument("--yes", action="store_true", help="with --apply: erase")


def _early_warning(command: argparse.ArgumentParser) -> None:
    """Add the options of the command `early_warning` to its parser."""
    command.description = wrapped(
        "Say whether the practice uses the early warning, and switch it off or on for everybody. Off, no page, command "
        "or exported table holds a figure or flag of it, and no model is made. Neither an import nor an undo switches "
        "it on again. Its figures are those of `show early_warning`."
    )
    ways = command.add_mutually_exclusive_group()
    ways.add_argument("--off", action="store_true", help="switch it off for the whole practice")
    ways.add_argument("--on", action="store_true", help="switch it on again")


def _encryption(command: argparse.ArgumentParser) -> None:
    """Add the action and the options of the command `encryption` to its parser."""
    command.description = wrapped(
        "Say whether the practice is encrypted, where its key is found, and whether anything lies in clear. `on` writes "
        "all data versions, marks, names on screen and secrets anew, encrypted with a key, and prints the recovery key "
        "once; `key` does it again with a new key, `off` without one. End the app first. `make-key` prints a key and "
        "changes nothing. The key is looked for in HOLDFAST_KEY, then in the system's keyring. Who loses the key loses "
        "the data."
    )
    command.add_argument("action", nargs="?", choices=("on", "off", "key", "make-key"), help="what to do")
    command.add_argument(
        "--key-from",
        choices=("keyring", "environment"),
        help="where the key is kept: the system's keyring (usual), or HOLDFAST_KEY (with `key`: HOLDFAST_NEW_KEY)",
    )


def _backup(command: argparse.ArgumentParser) -> None:
    """Add the options of the command `backup` to its parser."""
    command.description = wrapped(
        "Write the data on show and everything beside them (marks, definitions, remembered answers, people, accounts, "
        "key, erased codes, journal) into one file, and read it back. It is encrypted only if the practice is, and holds "
        "the key of the record ids: keep it as you keep the data."
    )
    command.add_argument(
        "--out", required=True, metavar="FILE", type=path, help="the file, which is replaced"
    )


def _restore(command: argparse.ArgumentParser) -> None:
    """Add the options of the command `restore` to its parser."""
    command.description = wrapped(
        "Check every byte of a backup, then put it in the place of the practice. Clients erased since stay erased. The "
        "people and accounts are those of the backup."
    )
    command.add_argument("file", metavar="FILE", type=path, help="as `backup` wrote it")
    command.add_argument("--replace", action="store_true", help="a practice that holds data may be replaced")


def _whole(given: str) -> int:
    """Return the argument as a whole number of at least 1; raise an argparse error for anything else."""
    if not given.isascii() or not given.isdigit() or not 0 < int(given) < 10_000:
        raise argparse.ArgumentTypeError("it is no whole number from 1")
    return int(given)
