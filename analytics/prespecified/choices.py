"""Choosing what a report will print before its period begins, withdrawing a choice, and what the audit log says of it.

Only owners choose, see and withdraw. A choice is never changed: a new one is made, and the old one stays listed.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from analytics import clock
from analytics.access import Viewer
from analytics.accounts import audit, schema
from analytics.definitions import Definitions
from analytics.errors import HoldfastError
from analytics.filters import month_start
from analytics.messages import gettext
from analytics.notes.client_labels import cleaned
from analytics.notes.prespecified import ChosenMeasure, Prespecified, PrespecifiedReports
from analytics.outcomes.benchmarks import published
from analytics.prespecified.measures import MEASURES

CHOSEN, WITHDRAWN = "report_chosen", "report_withdrawn"  # actions of the audit log
RECORDS = ("logged", "no_log", "not_logged", "differs", "log_broken")
COUNTING = (
    "change",
    "cutoffs",
    "alliance",
    "endings",
    "population",
)  # sections of the rules that move a measure


class ChoiceRefused(HoldfastError, ValueError):
    """Error for a choice that cannot be made; the message says what to choose instead."""


def may_choose(viewer: Viewer) -> bool:
    """Return whether a viewer may choose, read and withdraw prespecified reports."""
    return "owner" in viewer.roles


def counting_rules(definitions: Definitions) -> str:
    """Return eight hex digits that identify the rules by which the measures are counted."""
    held = definitions.as_dict()
    text = json.dumps({name: held[name] for name in COUNTING}, sort_keys=True, default=list)
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def choose(
    folder: Path,
    viewer: Viewer,
    title: str,
    measures: Sequence[ChosenMeasure],
    since: datetime.date,
    until: datetime.date,
    definitions: Definitions,
) -> Prespecified:
    """Store a choice of measures for a period, with today as its day, and add it to the audit log.

    Parameters
    ----------
    folder : Path
        Folder of the store.
    viewer : Viewer
        An owner.
    title : str
        Title of the report; 1 to 40 visible characters are kept.
    measures : sequence of ChosenMeasure
        At least one, each measure once; goals in the unit of the measure.
    since, until : datetime.date
        First and last day of the period: whole months.
    definitions : Definitions
        Rules in force.

    Returns
    -------
    Prespecified
        As stored, with its number.

    Raises
    ------
    ChoiceRefused
        If the viewer is no owner, or something chosen does not fit.
    NotesUnusable, AccountsUnusable
        If the notes or the audit log cannot be written.

    Notes
    -----
    A period that has begun is allowed; the report says so in its first line.
    """
    _check(viewer, cleaned(title), measures, since, until)
    asked = Prespecified(
        title=cleaned(title),
        measures=tuple(measures),
        since=since,
        until=until,
        chosen_on=clock.today(),
        person=viewer.person,
        rules=counting_rules(definitions),
    )
    stored = PrespecifiedReports(folder).add(asked)
    audit.note(
        folder,
        viewer.person,
        CHOSEN,
        str(stored.number),
        digest=stored.digest,
        chosen_on=stored.chosen_on.isoformat(),
        since=since.isoformat(),
        until=until.isoformat(),
        measures=", ".join(one.measure for one in measures),
    )
    return stored


def withdraw(folder: Path, viewer: Viewer, number: int) -> None:
    """Withdraw a choice as of today, and add that to the audit log; it stays listed and can be printed.

    Raises
    ------
    ChoiceRefused
        If the viewer is no owner, or no choice that stands has the number.
    """
    if not any(one.number == number and one.withdrawn_on is None for one in visible(folder, viewer)):
        raise ChoiceRefused(
            gettext("There is no prespecified report {number} to withdraw.").format(number=number)
        )
    PrespecifiedReports(folder).withdraw(number, clock.today())
    audit.note(folder, viewer.person, WITHDRAWN, str(number))


def visible(folder: Path, viewer: Viewer) -> tuple[Prespecified, ...]:
    """Return all prespecified reports, withdrawn ones too, for an owner; nothing for anybody else."""
    return PrespecifiedReports(folder).all() if may_choose(viewer) else ()


def record(folder: Path, choice: Prespecified) -> str:
    """Return whether the audit log confirms a stored choice, as one of RECORDS.

    `logged`: a line holds the same content. `no_log`: nobody signs in here, so there is no log. `not_logged`: no line on
    it. `differs`: the choice is another one than was logged, or than was stored. `log_broken`: the log itself was changed.
    """
    if choice.digest != choice.stored_digest:
        return "differs"
    if not schema.in_use(folder):
        return "no_log"
    about = str(choice.number)
    lines = [line for line in audit.lines(folder) if line.action == CHOSEN and line.about == about]
    if not lines:
        return "not_logged"
    if any(line.detail.get("digest") != choice.digest for line in lines):
        return "differs"
    return "logged" if audit.first_broken(folder) is None else "log_broken"


def missing(folder: Path, every: Sequence[Prespecified]) -> tuple[int, ...]:
    """Return the numbers of the choices that the audit log names but the notes file no longer has."""
    kept = {one.number for one in every}
    logged = {int(line.about) for line in audit.lines(folder) if line.action == CHOSEN}
    return tuple(sorted(logged - kept))


def _check(
    viewer: Viewer, title: str, measures: Sequence[ChosenMeasure], since: datetime.date, until: datetime.date
) -> None:
    """Raise ChoiceRefused unless a choice can be stored."""
    if not may_choose(viewer):
        raise ChoiceRefused("What a report will print is chosen by owners.")
    if not title:
        raise ChoiceRefused("Give the report a title.")
    if not measures:
        raise ChoiceRefused("Choose at least one measure.")
    if len({one.measure for one in measures}) < len(measures):
        raise ChoiceRefused("Choose each measure once.")
    if (
        since != month_start(since)
        or until != month_start(until, -1) - datetime.timedelta(days=1)
        or since > until
    ):
        raise ChoiceRefused("A period is whole months: from the first day of one to the last day of one.")
    for one in measures:
        _check_measure(one)


def _check_measure(one: ChosenMeasure) -> None:
    """Raise ChoiceRefused for an unknown measure, a goal out of range, or a published figure of something else."""
    measure = MEASURES.get(one.measure)
    if measure is None:
        raise ChoiceRefused(
            gettext("There is no measure {name}. There are {known}.").format(
                name=one.measure, known=", ".join(MEASURES)
            )
        )
    low, high = measure.goal_range
    if one.goal is not None and (measure.better is None or not low <= one.goal <= high):
        raise ChoiceRefused(
            gettext("{name} has no goal of {goal:g}; its goals lie from {low:g} to {high:g}.").format(
                name=one.measure, goal=one.goal, low=low, high=high
            )
            if measure.better
            else gettext("{name} has no better side, so it has no goal.").format(name=one.measure)
        )
    if one.published is not None and one.published not in [row.figure for row in offered(one.measure)]:
        raise ChoiceRefused(
            gettext("No published figure {figure} stands beside {name}.").format(
                figure=one.published, name=one.measure
            )
        )


def offered(measure: str) -> tuple:
    """Return the published figures (`Benchmark`) that may stand beside a measure."""
    return tuple(row for row in published() if row.compares == measure)


def overlapping(choice: Prespecified, every: Sequence[Prespecified]) -> tuple[Prespecified, ...]:
    """Return the other choices, withdrawn ones too, whose period shares a day with that of `choice`."""
    return tuple(
        one
        for one in every
        if one.number != choice.number and one.since <= choice.until and choice.since <= one.until
    )
