"""Sentences of the People page."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence

from analytics.access.client_codes import CODES, PSEUDONYMS
from analytics.accounts.audit import COMMAND_LINE, Line
from analytics.accounts.people import Account, Supervision
from analytics.messages import gettext, ngettext, paragraph
from pages.ui import formatting

ROLES = {"owner": "Owner", "supervisor": "Supervisor", "therapist": "Therapist", "office": "Office"}
MAY = {
    "owner": "sees the practice, compares therapists, adds people",
    "supervisor": "sees the clients of supervisees, on the days of the supervision",
    "therapist": "sees the clients under their own codes",
    "office": "imports, sees counts and no scores",
}
NOBODY_YET = (
    "Nobody signs in yet: whoever sits at this computer sees everything. Add the first owner, and from then on everybody"
    " signs in and sees their own part."
)
MADE_UP = (
    "The people of the made-up practice are made up. Choose your own practice on the left to add people."
)
ACTIONS = {
    "signed_in": "signed in", "sign_in_refused": "wrong password or code", "locked": "locked for 15 minutes",
    "signed_out": "signed out", "second_factor_on": "turned the second factor on",
    "second_factor_off": "turned the second factor off", "password_set": "set a password",
    "identity_set": "tied their account of the provider",
    "person_added": "added", "person_changed": "changed the rights of", "person_removed": "removed",
    "invited": "made a one-time link for", "supervision_changed": "changed the supervision of",
    "client_seen": "opened the page of client", "exported": "exported", "imported": "imported",
    "undone": "took the last change back", "redone": "brought the last change back",
    "rules_changed": "changed the rules", "erased": "erased a client", "restored": "restored a backup",
    "backed_up": "made a backup", "retention": "changed how long data are kept",
    "labels_on": "turned names on screen on", "labels_off": "turned names on screen off",
    "labels_erased": "erased all names on screen",
    "early_warning_off": "switched the early warning off", "early_warning_on": "switched the early warning on",
}  # fmt: skip


NAMING = {CODES: "with client codes", PSEUDONYMS: "pseudonymised"}  # of an exported table


def lead(accounts: Sequence[Account], unheld: Sequence[str], without: Sequence[Account]) -> tuple[str, str]:
    """Return how many people sign in, and what is missing: codes of nobody, therapists without a code."""
    if not accounts:
        return NOBODY_YET, ""
    n = len(accounts)
    first = ngettext("{n} person signs in.", "{n} people sign in.", n).format(n=formatting.count(n))
    codes = formatting.listed(list(unheld[:6]))
    names = formatting.listed([one.name for one in without[:6]])
    return first, paragraph(
        gettext("Codes that are nobody's: {codes}.").format(codes=codes) if unheld else "",
        gettext("Without a code, so without clients: {names}.").format(names=names) if without else "",
    )


def person(one: Account) -> str:
    """Return one person with roles, codes, supervision and sign-in as a line of text."""
    parts = [
        roles(one),
        gettext("codes {codes}").format(codes=", ".join(sorted(one.codes))) if one.codes else "",
        gettext("supervises {whom}").format(whom="; ".join(map(supervision, one.supervises)))
        if one.supervises
        else "",
        one.login
        or (gettext("through the provider") if one.subject else gettext("has not used the link yet")),
        gettext("second factor on") if one.has_second_factor else "",
    ]
    shown = " · ".join(part for part in parts if part)
    return gettext("**{name}** · {rest}").format(name=one.name, rest=shown)


def event(line: Line, names: Mapping[str, str]) -> str:
    """Return one line of the audit log as a line of text: `30 Nov 2026, 08:10 · Anna Berg signed in`."""
    about = "" if line.about in ("", line.who) else _name(line.about, names)
    much = gettext("({extent})").format(extent=extent(line)) if extent(line) else ""
    words = " ".join(filter(None, [_name(line.who, names), ACTIONS[line.action], about, much]))
    moment = datetime.datetime.fromisoformat(line.at)
    return gettext("{day}, {time} UTC · {words}").format(
        day=formatting.day(moment.date()), time=f"{moment:%H:%M}", words=words
    )


def extent(line: Line) -> str:
    """Return how many rows a line of the audit log is about, and how an export names clients; empty for other lines."""
    n = line.detail.get("rows")
    if not isinstance(n, int):
        return ""
    rows = ngettext("{n} row", "{n} rows", n).format(n=formatting.count(n))
    named = NAMING.get(str(line.detail.get("clients", "")), "")
    return ", ".join(filter(None, [rows, named]))


def rows(accounts: Sequence[Account]) -> Mapping[str, Sequence[str]]:
    """Return the people as table columns."""
    return {
        "Name": [one.name for one in accounts],
        "Sign-in name": [one.login or gettext("not yet") for one in accounts],
        "Roles": [roles(one) for one in accounts],
        "Codes": [", ".join(sorted(one.codes)) or "–" for one in accounts],
        "Supervises": ["; ".join(map(supervision, one.supervises)) or "–" for one in accounts],
        "Second factor": [gettext("on") if one.has_second_factor else gettext("off") for one in accounts],
    }


def roles(one: Account) -> str:
    """Return the roles of a person as words."""
    return ", ".join(ROLES[role] for role in ROLES if role in one.roles)


def role(key: str) -> str:
    """Return a role with what it may do, for a choice."""
    return gettext("{role}: {may}").format(role=ROLES[key], may=MAY[key])


def supervision(one: Supervision) -> str:
    """Return a supervision as words: `T01 from 1 Jan 2026 to 30 Jun 2026`."""
    template = gettext("{code} from {since} to {until}") if one.to_day else gettext("{code} from {since}")
    return template.format(
        code=one.code, since=formatting.day(one.from_day), until=formatting.day(one.to_day)
    )


def link(name: str) -> str:
    """Return what to do with a one-time link."""
    return gettext("Give {name} this link. It works once, for three days; it is not shown again.").format(
        name=name
    )


def log(lines: Sequence[Line], names: Mapping[str, str]) -> Mapping[str, Sequence[str]]:
    """Return lines of the audit log as table columns; `names` maps the keys of people to their names."""
    return {
        "When (UTC)": [line.at[:16].replace("T", " ") for line in lines],
        "Who": [_name(line.who, names) for line in lines],
        "What": [ACTIONS[line.action] for line in lines],
        "Whom or what": ["" if line.about == line.who else _name(line.about, names) for line in lines],
        "How much": [extent(line) for line in lines],
    }


def _name(key: str, names: Mapping[str, str]) -> str:
    """Return the name behind a key of the audit log; the key itself for a client or a person removed since."""
    return gettext("command line") if key == COMMAND_LINE else names.get(key, key)
