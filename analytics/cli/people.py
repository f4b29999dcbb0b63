"""Commands `people` and `audit`: the accounts of the practice, and the log of what people did."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from analytics import clock
from analytics.accounts import audit as audit_log
from analytics.accounts import invitations, passwords, people, removal, schema, sign_in, viewers
from analytics.cli import printing
from analytics.cli.context import CliContext, WrongSetting
from analytics.cli.exits import DONE, UNUSABLE
from analytics.cli.result import Result
from analytics.messages import gettext, paragraph
from analytics.store import identities

LINK = gettext(
    "One-time link for {name}, valid for three days: the address of your Holdfast, followed by /join?token={token}"
)
BROKEN = gettext("Line {n} of the log, or one before it, was changed or taken out by hand.")


def change(context: CliContext, given: argparse.Namespace) -> Result:
    """Run the command `people`: list, add, change, remove or invite people, or set whom they supervise."""
    if given.sample:
        raise WrongSetting("The made-up practice has made-up people. Leave --sample out.")
    if "owner" not in context.viewer.roles:
        raise WrongSetting(f"{context.viewer.name} may not see or change who signs in; owners may.")
    try:
        return _ACTIONS[given.action](context, given)
    except (people.PersonRefused, passwords.PasswordRefused) as refused:
        raise WrongSetting(str(refused)) from refused


def audit(context: CliContext, given: argparse.Namespace) -> Result:
    """Run the command `audit`: show the newest lines of the log, and whether a line was changed by hand."""
    folder, viewer = context.store.folder, context.viewer
    who = _found(context, given.whose).key if given.whose else None
    if "owner" not in viewer.roles:
        if who not in (None, viewer.person):
            raise WrongSetting(f"{viewer.name} may see their own lines only.")
        who = viewer.person
    names = {one.key: one.name for one in people.everybody(folder)}
    rows: list[dict[str, Any]] = [asdict(line) for line in audit_log.lines(folder, who)[: given.last]]
    broken = audit_log.first_broken(folder)
    shown = [
        {
            "at": row["at"],
            "who": names.get(row["who"], row["who"]),
            "action": row["action"].replace("_", " "),
            "about": names.get(row["about"], row["about"]),
        }
        for row in rows
    ]
    lines = printing.table(shown) if shown else [gettext("The log has no line yet.")]
    if broken is not None:
        lines.append(BROKEN.format(n=broken))
    status = DONE if broken is None else UNUSABLE
    return Result(status, {"lines": rows, "first_broken": broken}, "\n".join(lines))


def _list(context: CliContext, _given: argparse.Namespace) -> Result:
    """List all accounts, the therapist codes without an account, and the therapists without a code."""
    accounts = people.everybody(context.store.folder)
    rows = [
        {
            "name": one.name,
            "key": one.key,
            "login": one.login or "",
            "roles": sorted(one.roles),
            "codes": sorted(one.codes),
            "supervises": [_supervision(each) for each in one.supervises],
            "signs_in": one.has_password or one.subject is not None,
        }
        for one in accounts
    ]
    missing = []
    version = context.store.shown()
    if accounts and version is not None:
        shown = context.store.warehouse(version).shown_therapist
        missing = viewers.unheld(accounts, identities.codes(context.store, "therapist"), shown)
    texts = [
        {name: ", ".join(value) if isinstance(value, list) else value for name, value in row.items()}
        for row in rows
    ]
    nobody = gettext("Nobody has been added yet: everybody at this computer sees all.")
    lines = printing.table(texts) if texts else [nobody]
    if missing:
        lines.append(gettext("Therapist codes that are nobody's: {codes}.").format(codes=", ".join(missing)))
    if without := viewers.without_code(accounts):
        names = ", ".join(one.name for one in without)
        lines.append(gettext("Therapists without a code, who see no client: {names}.").format(names=names))
    document = {"people": rows, "codes_of_nobody": missing, "without_code": [one.key for one in without]}
    return Result(DONE, document, "\n".join(lines))


def _supervision(one: people.Supervision) -> str:
    """Return a supervision as text: `T01 (2026-01-01 to 2026-06-30)`."""
    template = gettext("{code} ({since} to {until})") if one.to_day else gettext("{code} (from {since})")
    return template.format(code=one.code, since=one.from_day, until=one.to_day)


def _add(context: CliContext, given: argparse.Namespace) -> Result:
    """Add a person and print a one-time link."""
    _known_codes(context, given.code or ())
    account = people.add(
        context.store.folder, given.name, given.role or ["therapist"], given.code or (), by=_by(given)
    )
    return _invited(context, account, given)


def _change(context: CliContext, given: argparse.Namespace) -> Result:
    """Change a person's name, roles or codes."""
    account = _found(context, given.name)
    _known_codes(context, given.code or ())
    codes = () if given.no_codes else given.code or account.codes
    account = people.change(
        context.store.folder,
        account,
        given.rename or account.name,
        given.role or account.roles,
        codes,
        by=_by(given),
    )
    return _said(
        account, gettext("{name} is changed; it holds from their next click on.").format(name=account.name)
    )


def _remove(context: CliContext, given: argparse.Namespace) -> Result:
    """Remove a person."""
    account = _found(context, given.name)
    store = context.store
    ended = removal.remove(
        store.folder,
        account,
        by=_by(given),
        codes=identities.codes(store, "therapist"),
        shown=store.warehouse().shown_therapist if store.current() else str,
    )
    said = gettext("{name} is removed, and signed out everywhere.").format(name=account.name)
    return _said(account, paragraph(said, ended))


def _invite(context: CliContext, given: argparse.Namespace) -> Result:
    """Print a new one-time link for a person."""
    return _invited(context, _found(context, given.name), given)


def _invited(context: CliContext, account: people.Account, given: argparse.Namespace) -> Result:
    """Make a one-time link for a person and return it as the command's result."""
    token = invitations.invite(context.store.folder, account, by=_by(given))
    text = LINK.format(name=account.name, token=token)
    return Result(DONE, {"person": account.key, "name": account.name, "path": f"/join?token={token}"}, text)


def _password(context: CliContext, given: argparse.Namespace) -> Result:
    """Set a password read from standard input, for example after the last owner forgot theirs."""
    account = _found(context, given.name)
    login = people.check_login(given.login or account.login or "")
    given_text = getpass.getpass() if sys.stdin.isatty() else sys.stdin.readline().rstrip("\r\n")
    passwords.check(given_text, account.name, login)
    held = passwords.hashed(given_text)
    with schema.transaction(context.store.folder) as connection:
        invitations.set_password(connection, account, login, held)
        audit_log.add(connection, _by(given), "password_set", account.key)
    sign_in.unlock(context.store.folder, _found(context, account.key))
    return _said(
        account,
        gettext("{name} signs in with the new password; open sign-ins have ended.").format(name=account.name),
    )


def _unlock(context: CliContext, given: argparse.Namespace) -> Result:
    """Delete a person's failed attempts to sign in, which ends the lock at once."""
    account = _found(context, given.name)
    sign_in.unlock(context.store.folder, account)
    return _said(account, gettext("{name} may try again.").format(name=account.name))


def _supervise(context: CliContext, given: argparse.Namespace) -> Result:
    """Let a supervisor see a therapist code's clients, in place of any earlier supervision of this code."""
    account = _found(context, given.name)
    _known_codes(context, [given.code])
    new = people.Supervision(code=given.code, from_day=given.since or clock.today(), to_day=given.until)
    kept = [one for one in account.supervises if one.code != given.code]
    account = people.supervise(context.store.folder, account, [*kept, new], by=_by(given))
    template = gettext("{name} supervises {supervision}.")
    return _said(account, template.format(name=account.name, supervision=_supervision(new)))


def _said(account: people.Account, sentence: str) -> Result:
    """Return the result of changing one account: the given sentence, and the person's key."""
    return Result(DONE, {"person": account.key, "sentence": sentence}, sentence)


def _found(context: CliContext, name: str) -> people.Account:
    """Return the account with this name, sign-in name or key; raise WrongSetting unless one matches."""
    accounts = people.everybody(context.store.folder)
    found = people.find(accounts, name)
    if found is None:
        known = ", ".join(one.name for one in accounts)
        raise WrongSetting(
            gettext("There is no one person {name}. There are {known}.").format(name=name, known=known)
            if accounts
            else gettext("Nobody has been added yet. The first is an owner: people add NAME --role owner")
        )
    return found


def _known_codes(context: CliContext, codes: list[str] | tuple[str, ...]) -> None:
    """Raise WrongSetting for a therapist code missing in the data; before the first import, accept any."""
    version = context.store.shown()
    if version is None or not codes:
        return
    shown = context.store.warehouse(version).shown_therapist
    known = {shown(code) for code in identities.codes(context.store, "therapist")}
    wrong = sorted(set(codes) - known)
    if wrong:
        raise WrongSetting(
            gettext("No therapist has the code {code} in your data. There are {known}.").format(
                code=wrong[0], known=", ".join(sorted(known))
            )
        )


def _by(given: argparse.Namespace) -> str:
    """Return the name given with --as, or `command line`, for the audit log."""
    return given.person or audit_log.COMMAND_LINE


_ACTIONS: dict[str, Callable[[CliContext, argparse.Namespace], Result]] = {
    "list": _list,
    "add": _add,
    "change": _change,
    "remove": _remove,
    "invite": _invite,
    "password": _password,
    "unlock": _unlock,
    "supervise": _supervise,
}
