"""Tables of who sees what, for docs/privacy.md, worked out from the rights in the code.

`python -m tests.support.rights_tables` writes them into the page again.
"""

from __future__ import annotations

import datetime
import re
from pathlib import Path

from analytics.access import ROLES, ROLES_OF_PAGE, Viewer, may
from analytics.accounts import viewers
from analytics.accounts.people import Account, Supervision
from pages.shell.registry import PAGES

PAGE = Path(__file__).parents[2] / "docs" / "privacy.md"
DAY = datetime.date(2026, 9, 30)
OWN, SUPERVISED = "own", "supervised"
YES, NO = "yes", "no"


def person(*roles: str) -> Viewer:
    """Return the rights of a made-up person with these roles, of a code of their own and of one they supervise."""
    supervises = (Supervision(code=SUPERVISED, from_day=DAY, to_day=None),) if "supervisor" in roles else ()
    account = Account(
        id=1, key="k", name="N", login=None, roles=frozenset(roles),
        codes=frozenset({OWN} if "therapist" in roles else ()), supervises=supervises,
        has_password=False, has_second_factor=False, subject=None,
    )  # fmt: skip
    return viewers.viewer_of(account, DAY)


def pages() -> str:
    """Return the table of pages by role."""
    lines = ["| page | " + " | ".join(ROLES) + " |", "|---|" + "---|" * len(ROLES)]
    for key in ROLES_OF_PAGE:
        cells = [YES if may(person(role), key) else NO for role in ROLES]
        lines.append(f"| {PAGES[key].title} | {' | '.join(cells)} |")
    return "\n".join(lines)


def information() -> str:
    """Return the table of kinds of information by role."""
    people = [person(role) for role in ROLES]

    def clients(viewer: Viewer) -> str:
        names = {OWN: "own", SUPERVISED: "of those supervised"}
        reached = ", ".join(names[one] for one in viewer.scope.therapists)
        return "all" if viewer.scope.every_therapist else reached or NO

    def dots(viewer: Viewer) -> str:
        if not may(viewer, "outcomes"):
            return NO
        if viewer.scope.every_therapist or not viewer.scope.imports:
            return clients(viewer)
        return "in cells of at least five clients"

    def forms(viewer: Viewer) -> str:
        if not may(viewer, "data"):
            return NO
        return "all" if viewer.scope.imports else clients(viewer)

    rows = {
        "single clients: codes, days, scores, early warning": [clients(one) for one in people],
        "in charts, first and last score of each client, without code": [dots(one) for one in people],
        "figures of the practice": [YES if may(one, "overview") else NO for one in people],
        "therapists by name in comparisons": [_names(one) for one in people],
        "missing forms, therapist by therapist": [forms(one) for one in people],
        "imports, rows left out": [YES if one.scope.imports else NO for one in people],
        "may import and undo": [YES if one.may_import else NO for one in people],
        "people, roles, whole audit log": [YES if may(one, "people") else NO for one in people],
    }
    lines = ["| information | " + " | ".join(ROLES) + " |", "|---|" + "---|" * len(ROLES)]
    return "\n".join(lines + [f"| {name} | {' | '.join(cells)} |" for name, cells in rows.items()])


def _names(viewer: Viewer) -> str:
    """Return whose name a viewer meets in comparisons: everybody's, those supervised, one's own or none."""
    if not may(viewer, "therapists"):
        return NO
    if "owner" in viewer.roles:
        return "all, off until asked for"
    return "those supervised" if "supervisor" in viewer.roles else "own"


def written(text: str) -> str:
    """Return the page with both tables put in anew."""
    for name, table in (("pages", pages()), ("information", information())):
        pattern = rf"(<!-- {name} -->\n).*?(\n<!-- /{name} -->)"
        text = re.sub(pattern, lambda found, table=table: found[1] + table + found[2], text, flags=re.DOTALL)
    return text


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
