"""Texts for lines of the audit log, on the People page and in the sidebar."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence

from analytics.access.client_codes import CODES, PSEUDONYMS
from analytics.accounts.audit import COMMAND_LINE, Line
from analytics.messages import gettext, ngettext
from pages.ui import formatting

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
    "encryption_on": "encrypted the data", "encryption_off": "ended the encryption of the data",
    "encryption_key": "encrypted the data with a new key",
    "report_chosen": "chose the measures of report", "report_withdrawn": "withdrew report",
    "lots_drawn": "drew lots, draw", "lots_called_off": "called off draw",
}  # fmt: skip
NAMING = {CODES: "with client codes", PSEUDONYMS: "pseudonymised"}  # of an exported table


def event(line: Line, names: Mapping[str, str]) -> str:
    """Return a line of the audit log as a sentence: `30 Nov 2026, 08:10 · Anna Berg signed in`."""
    about = "" if line.about in ("", line.who) else _name(line.about, names)
    much = gettext("({extent})").format(extent=extent(line)) if extent(line) else ""
    words = " ".join(filter(None, [_name(line.who, names), ACTIONS[line.action], about, much]))
    moment = datetime.datetime.fromisoformat(line.at)
    return gettext("{day}, {time} UTC · {words}").format(
        day=formatting.day(moment.date()), time=f"{moment:%H:%M}", words=words
    )


def extent(line: Line) -> str:
    """Return the number of rows of an export and how it names clients; empty for other audit-log lines."""
    n = line.detail.get("rows")
    if not isinstance(n, int):
        return ""
    rows = ngettext("{n} row", "{n} rows", n).format(n=formatting.count(n))
    named = NAMING.get(str(line.detail.get("clients", "")), "")
    return ", ".join(filter(None, [rows, named]))


def log(lines: Sequence[Line], names: Mapping[str, str]) -> Mapping[str, Sequence[str]]:
    """Tabulate lines of the audit log; `names` maps keys of people to names."""
    return {
        "When (UTC)": [line.at[:16].replace("T", " ") for line in lines],
        "Who": [_name(line.who, names) for line in lines],
        "What": [ACTIONS[line.action] for line in lines],
        "Whom or what": ["" if line.about == line.who else _name(line.about, names) for line in lines],
        "How much": [extent(line) for line in lines],
    }


def _name(key: str, names: Mapping[str, str]) -> str:
    """Return the name of the person with this key; the key itself for clients and removed people."""
    return gettext("command line") if key == COMMAND_LINE else names.get(key, key)
