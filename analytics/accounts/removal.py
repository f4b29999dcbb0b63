"""Removal of a person from a practice: account, sign-ins and rights end, and so do the agreements of supervision."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from analytics import clock
from analytics.accounts import people
from analytics.accounts.people import Account
from analytics.messages import gettext, ngettext
from analytics.notes import Agreements, NotesUnusable


def remove(
    folder: Path, account: Account, *, by: str, codes: Iterable[str], shown: Callable[[str], str]
) -> str:
    """Remove a person and end the agreements that this person made or that are about this therapist.

    Parameters
    ----------
    folder
        Folder of the store.
    account
        The person.
    by
        Opaque key of who removes.
    codes
        Therapist codes that the store knows.
    shown
        Returns the code under which a code is shown; all codes shown as an own one are this person's.

    Returns
    -------
    str
        What became of the agreements, as a sentence; empty if there were none that ran.

    Raises
    ------
    PersonRefused
        For the last owner; nothing is changed.

    Notes
    -----
    The rights end first: notes that cannot be written keep nobody signed in.
    """
    people.remove(folder, account, by=by)
    own = {shown(code) for code in account.codes}
    all_own = own | set(account.codes) | {code for code in codes if shown(code) in own}
    try:
        ended = Agreements(folder).close_for(account.key, all_own, clock.today())
    except NotesUnusable as error:
        return gettext("Agreements of supervision could not be ended. {reason}").format(reason=error)
    if not ended:
        return ""
    return ngettext(
        "{n} agreement of supervision has ended with that.",
        "{n} agreements of supervision have ended with that.",
        ended,
    ).format(n=ended)
