"""Access rights: people, roles, readable rows, pages by role. No passwords, no screen, no database.

A `Viewer` is one person looking at one store. Everything a page or a command shows is queried with that
viewer's `Scope`; the scope is applied inside the database and is part of every cache key.

Sample practice: its people come from `people.json` (see `analytics.access.people`).
Own practice: people sign in where there are accounts (`analytics.accounts`); without any, the server's user sees all.
"""

from analytics.access.joins import contested, reach, separate_codes
from analytics.access.people import LOST, PeopleUnreadable, Person, find, read_people, viewer_for
from analytics.access.rights import ROLES, ROLES_OF_PAGE, ROLES_OF_REPORT, may, may_print, who_may
from analytics.access.viewer import Scope, Viewer, this_computer

__all__ = [
    "LOST",
    "ROLES",
    "ROLES_OF_PAGE",
    "ROLES_OF_REPORT",
    "PeopleUnreadable",
    "Person",
    "Scope",
    "Viewer",
    "contested",
    "find",
    "separate_codes",
    "may",
    "may_print",
    "reach",
    "read_people",
    "this_computer",
    "viewer_for",
    "who_may",
]
