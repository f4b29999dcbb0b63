"""Drawing lots for who starts a training practice first, for owners; every draw stays listed."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from analytics import clock
from analytics.access import Scope, Viewer
from analytics.accounts import audit
from analytics.agreements import lots
from analytics.agreements.lots_answer import smallest_p
from analytics.agreements.readings import readings
from analytics.errors import HoldfastError
from analytics.focus.results import PRACTICES
from analytics.messages import gettext
from analytics.notes.lot_draws import LotDraw, LotDraws
from analytics.store import Warehouse

DRAWN, CALLED_OFF = "lots_drawn", "lots_called_off"  # actions of the audit log
LOWER, HIGHER = "lower half", "higher half"


class LotsRefused(HoldfastError, ValueError):
    """Error for a draw that cannot be made; the message says what to choose instead."""


def may_draw(viewer: Viewer) -> bool:
    """Return whether a viewer may draw lots and see what a draw shows."""
    return "owner" in viewer.roles


def draw(
    folder: Path,
    viewer: Viewer,
    signal: str,
    strata: dict[str, str],
    start: datetime.date,
    later: datetime.date,
) -> LotDraw:
    """Draw lots, store the draw with its seed, and add it to the audit log.

    Parameters
    ----------
    folder : Path
        Folder of the store.
    viewer : Viewer
        An owner.
    signal : str
        One of SIGNALS; its practice is trained.
    strata : dict of str to str
        Therapist code as shown -> stratum (`halves`), or the same for all.
    start, later : datetime.date
        First day of those drawn to start, today or later, and of the others.

    Raises
    ------
    LotsRefused
        If the viewer is no owner, there are fewer than two therapists, or a draw on this practice still runs.
    NotesUnusable, AccountsUnusable
        If the notes or the audit log cannot be written.
    """
    today = clock.today()
    if not may_draw(viewer):
        raise LotsRefused("Lots are drawn by owners.")
    if len(strata) < 2:
        raise LotsRefused("Choose at least two therapists.")
    if start < today or later <= start:
        raise LotsRefused("The others start after those drawn first, and nobody before today.")
    for one in LotDraws(folder).all():
        if one.signal == signal and one.called_off is None and one.later > start:
            raise LotsRefused(
                gettext(
                    "Draw {number} on this practice still runs. Call it off first; it stays listed."
                ).format(number=one.number)
            )
    asked = LotDraw(
        signal=signal,
        practice=PRACTICES[signal],
        seed=lots.new_seed(),
        strata=strata,
        start=start,
        later=later,
        drawn_on=today,
        person=viewer.person,
    )
    stored = LotDraws(folder).add(asked)
    number = str(stored.number)
    audit.note(
        folder, viewer.person, DRAWN, number, seed=stored.seed, practice=stored.practice, n=len(strata)
    )
    return stored


def call_off(folder: Path, viewer: Viewer, number: int) -> None:
    """Call a draw off as of today, and add that to the audit log; it stays listed.

    Raises
    ------
    LotsRefused
        If the viewer is no owner.
    """
    if not may_draw(viewer):
        raise LotsRefused("Lots are called off by owners.")
    LotDraws(folder).call_off(number, clock.today())
    audit.note(folder, viewer.person, CALLED_OFF, str(number))


def halves(
    warehouse: Warehouse, scope: Scope, therapists: Sequence[str], signal: str, start: datetime.date
) -> dict[str, str]:
    """Return for each therapist LOWER or HIGHER, the half in which the mean of the signal lies, to balance the draw.

    Therapists without ratings belong to the lower half.
    """
    read = readings(warehouse, scope, signal, start)
    before = read.values.day < 0
    n = np.bincount(read.values.group[before], minlength=read.therapists.size)
    total = np.bincount(read.values.group[before], read.values.value[before], read.therapists.size)
    mean = {int(key): total[i] / n[i] for i, key in enumerate(read.therapists) if n[i]}
    order = sorted(therapists, key=lambda code: (mean.get(warehouse.therapist_key(code) or 0, -np.inf), code))
    return {code: LOWER if place < len(order) / 2 else HIGHER for place, code in enumerate(order)}


def fewest(balanced: bool) -> int:
    """Return the smallest number of therapists among whom a draw can show a difference at all."""
    n = 2
    while smallest_p({str(one): HIGHER if balanced and one % 2 else "" for one in range(n)}) > 0.05:
        n += 1
    return n
