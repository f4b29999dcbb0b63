"""Options and help texts of the commands `people` and `audit`."""

from __future__ import annotations

import argparse

from analytics.access import ROLES
from analytics.cli.options import day, text, wrapped


def add_people(command: argparse.ArgumentParser, common: argparse.ArgumentParser) -> None:
    """Add the actions of the command `people` to its parser; `common` holds the options of every command."""
    command.description = wrapped(
        "Who signs in to your practice, with which roles and therapist codes, and who supervises whom from when to when. "
        "From the first person on, nobody sees your data in the browser without signing in. The first person is an owner."
    )
    actions = command.add_subparsers(dest="action", metavar="ACTION", required=True)

    def action(name: str, words: str, *, of_person: bool = True) -> argparse.ArgumentParser:
        """Add one action with its help text; `of_person` adds the argument that names the person."""
        one = actions.add_parser(name, parents=[common], help=words)
        one.description = wrapped(f"{words.capitalize()}.")
        if of_person:
            one.add_argument(
                "name", metavar="PERSON", type=text, help="name, sign-in name or key of the person"
            )
        return one

    action("list", "everybody who signs in, and the therapist codes that are nobody's", of_person=False)
    added = action("add", "add a person and print the one-time link with which they set a password")
    changed = action("change", "change roles and therapist codes; what is not given stays")
    for one in (added, changed):
        one.add_argument("--role", action="append", choices=tuple(ROLES), help="may be given several times")
        one.add_argument(
            "--code", action="append", metavar="CODE", type=text, help="own therapist code, as shown"
        )
    changed.add_argument("--rename", metavar="NAME", type=text, help="the new name")
    changed.add_argument("--no-codes", action="store_true", help="take all therapist codes away")
    action("remove", "remove a person and end their sign-ins at once; the last owner stays")
    action(
        "invite", "print a new one-time link, for a first or a forgotten password; older links stop working"
    )
    password = action(
        "password", "set a password, read from standard input; ends sign-ins and the second factor"
    )
    password.add_argument("--login", metavar="NAME", type=text, help="sign-in name (needed the first time)")
    action("unlock", "let a person try again at once after five wrong passwords")
    supervised = action("supervise", "open a therapist code to a supervisor, from one day to another")
    supervised.add_argument(
        "code", metavar="CODE", type=text, help="therapist code of the supervisee, as shown"
    )
    supervised.add_argument(
        "--from", dest="since", metavar="YYYY-MM-DD", type=day, help="first day (default: today)"
    )
    supervised.add_argument(
        "--to", dest="until", metavar="YYYY-MM-DD", type=day, help="last day (default: open)"
    )


def add_audit(command: argparse.ArgumentParser) -> None:
    """Add the options of the command `audit` to its parser."""
    command.description = wrapped(
        "The log of who signed in, saw which client, exported what and changed which rule. It holds keys and counts, no "
        "names or scores of clients. Each line is tied to the one before it, so that a changed line is noticed."
    )
    command.add_argument(
        "--person", dest="whose", metavar="PERSON", type=text, help="only the lines of one person"
    )
    command.add_argument("--last", type=int, default=50, metavar="N", help="number of lines (default: 50)")
