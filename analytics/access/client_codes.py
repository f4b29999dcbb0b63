"""Rule of which people may get which exported tables with the practice's own client codes.

All other exported files name a client by a pseudonym (`analytics.store.pseudonyms`). People who may have the
codes must still request them, and the audit log records which of the two a file contains.
"""

from __future__ import annotations

from analytics.access.rights import may
from analytics.access.viewer import Viewer, this_computer

CODES, PSEUDONYMS, NONE = "codes", "pseudonyms", "none"  # how a file names clients, in the audit log

# What people work with client by client. The rows themselves are limited to clients whom the viewer may see.
_OF_CLIENTS = frozenset({"sessions", "episodes", "clients", "caseload", "changes"})
# Rows of the practice's own files, to be found and corrected there.
_OF_FILES = frozenset({"quarantine", "not_in_file"})
# For repeating the validation of the early warning: nobody needs to know whose row it is.
_OF_RESEARCH = frozenset({"landmarks"})
_WITHOUT_CLIENTS = frozenset({"therapists"})

TABLES = _OF_CLIENTS | _OF_FILES | _OF_RESEARCH | _WITHOUT_CLIENTS


def may_have_codes(viewer: Viewer, table: str) -> bool:
    """Return whether this viewer may get a file of this table with the practice's own client codes.

    Parameters
    ----------
    viewer
        Who exports.
    table
        One of `TABLES`; for any other the answer is no.

    Notes
    -----
    The owner of the data folder may have the codes in every table; therapists, supervisors and owners to whom
    the definitions open client pages, for the clients they may see; people who import, for rows of the
    imported files.
    """
    if viewer == this_computer():
        return table in TABLES
    if table in _OF_CLIENTS:
        return may(viewer, "caseload")
    return table in _OF_FILES and viewer.may_import


def names_clients(table: str) -> bool:
    """Return whether the rows of an exported table belong to clients; true for an unknown table."""
    return table not in _WITHOUT_CLIENTS


def by_default(viewer: Viewer, table: str) -> str:
    """Return how clients are named in a table written without naming options: CODES, PSEUDONYMS or NONE.

    The owner of the data folder gets the practice's codes, because scripts rely on them; other people get
    pseudonyms.
    """
    if not names_clients(table):
        return NONE
    return CODES if viewer == this_computer() else PSEUDONYMS
