"""Sentences of the People page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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


def lead(accounts: Sequence[Account], unheld: Sequence[str], without: Sequence[Account]) -> tuple[str, str]:
    """Return the number of people who sign in, and sentences on missing links between people and codes."""
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
    """Return one line on an account: name, roles, codes, supervisions and sign-in."""
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


def rows(accounts: Sequence[Account]) -> Mapping[str, Sequence[str]]:
    """Tabulate the accounts; one row each."""
    return {
        "Name": [one.name for one in accounts],
        "Sign-in name": [one.login or gettext("not yet") for one in accounts],
        "Roles": [roles(one) for one in accounts],
        "Codes": [", ".join(sorted(one.codes)) or "–" for one in accounts],
        "Supervises": ["; ".join(map(supervision, one.supervises)) or "–" for one in accounts],
        "Second factor": [gettext("on") if one.has_second_factor else gettext("off") for one in accounts],
    }


def roles(one: Account) -> str:
    """Return the names of an account's roles, joined by commas."""
    return ", ".join(ROLES[role] for role in ROLES if role in one.roles)


def role(key: str) -> str:
    """Return the label of a role in a select box: its name and what it permits."""
    return gettext("{role}: {may}").format(role=ROLES[key], may=MAY[key])


def supervision(one: Supervision) -> str:
    """Return a supervision as words: `T01 from 1 Jan 2026 to 30 Jun 2026`."""
    template = gettext("{code} from {since} to {until}") if one.to_day else gettext("{code} from {since}")
    return template.format(
        code=one.code, since=formatting.day(one.from_day), until=formatting.day(one.to_day)
    )


def link(name: str) -> str:
    """Return the text on how to pass a one-time link on to the person."""
    return gettext("Give {name} this link. It works once, for three days; it is not shown again.").format(
        name=name
    )
