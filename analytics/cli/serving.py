"""Command `serving`: check whether other computers may be served; make the first owner's one-time link."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from analytics.access import PeopleUnreadable
from analytics.accounts import audit, invitations, openid, people, schema
from analytics.cli.context import CliContext, WrongSetting
from analytics.cli.exits import DONE, UNUSABLE
from analytics.cli.result import Result
from analytics.messages import gettext
from analytics.store.check_files import Finding, permissions

PLACE = "installation"  # what the findings of `installation` are about, beside the stores
FIRST_OWNER = gettext("Owner")  # until the People page says otherwise
WRONG_ADDRESS = gettext(
    "Serve under an https address with nothing behind the name, such as https://holdfast.example.org; "
    "sign-in without TLS would send passwords in the clear."
)


def serving(context: CliContext, given: argparse.Namespace) -> Result:
    """Run `serving`: report what is unsafe, or make a one-time link if no owner can sign in yet."""
    if given.sample:
        raise WrongSetting(
            gettext("The made-up practice is shown on this computer only. Leave --sample out.")
        )
    address = _address(given.address)
    folder = context.folder.practice.folder
    found = [*permissions(context.folder.path), *permissions(folder, inside=True), *installation(folder)]
    problems = [one.sentence for one in found if one.level == "problem"]
    if address is None:
        problems.insert(0, WRONG_ADDRESS)
    token = None if problems else _first_owner(folder)
    notes = [one.sentence for one in installation(folder) if one.level == "note"]
    document = {
        "address": given.address.rstrip("/") if address else None,
        "host": address.hostname if address else None,
        "problems": problems,
        "notes": notes,
        "owner_path": f"/join?token={token}" if token else None,
    }
    lines = [*problems, *notes]
    if address is not None and not problems:
        lines.append(gettext("It may serve {address}.").format(address=document["address"]))
    if token:
        lines.append(
            gettext("The owner's account is set with this address, once, within three days: {link}").format(
                link=f"{document['address']}{document['owner_path']}"
            )
        )
    return Result(UNUSABLE if problems else DONE, document, "\n".join(lines))


def installation(folder: Path) -> list[Finding]:
    """Return the findings on who can reach the data of a practice: what is unsafe or worth knowing.

    Parameters
    ----------
    folder : of the practice's store.
    """
    found = []
    try:
        accounts = people.everybody(folder)
        openid.provider(folder)
    except PeopleUnreadable as problem:
        return [Finding(PLACE, "sign-in", "problem", str(problem))]
    if not schema.in_use(folder):
        words = gettext(
            "Nobody signs in: whoever uses this account of the computer sees all of the practice's data."
        )
        found.append(Finding(PLACE, "sign-in", "note", words))
    bare = [
        one.name
        for one in accounts
        if "owner" in one.roles and one.has_password and not one.has_second_factor
    ]
    if bare:
        words = gettext("Without a second factor, though they can change who signs in: {names}.")
        found.append(Finding(PLACE, "sign-in", "note", words.format(names=", ".join(bare))))
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        words = gettext(
            "Holdfast runs as root, who may do anything here. Give it an account of its own, as"
            " deploy/holdfast.service does."
        )
        found.append(Finding(PLACE, "account", "note", words))
    return found


def _address(given: str) -> SplitResult | None:
    """Return an https address, split into its parts; None for an address without TLS or with a path."""
    try:
        parts = urlsplit(given)
        _ = parts.port  # a port that is no number
    except ValueError:
        return None
    is_bare = parts.path in ("", "/") and not (parts.query or parts.fragment or parts.username)
    return parts if parts.scheme == "https" and parts.hostname and is_bare else None


def _first_owner(folder: Path) -> str | None:
    """Return the token of a one-time link for the first owner; None if an owner can already sign in."""
    owners = [one for one in people.everybody(folder) if "owner" in one.roles]
    if any(one.has_password or one.subject for one in owners):
        return None
    owner = owners[0] if owners else people.add(folder, FIRST_OWNER, ("owner",), by=audit.COMMAND_LINE)
    return invitations.invite(folder, owner, by=audit.COMMAND_LINE)
