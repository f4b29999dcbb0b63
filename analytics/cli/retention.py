"""Command `retention`: show or set the retention period, or erase clients whose period is over."""

from __future__ import annotations

import argparse
from typing import Any

from analytics.cli.context import CliContext, WrongSetting
from analytics.cli.erase import COMMAND_LINE, check_rights
from analytics.cli.exits import DONE
from analytics.cli.result import Result
from analytics.messages import count, gettext, ngettext, paragraph
from analytics.risk import refresh
from analytics.store import retention as keeping
from analytics.store.retention import TooOld

OFF = gettext("No retention period is set: clients are kept without limit.")


def retention(context: CliContext, given: argparse.Namespace) -> Result:
    """Run `retention`: show, set or end the retention period, or erase clients whose period is over."""
    check_rights(context)
    if given.yes and not given.apply:
        raise WrongSetting(gettext("--yes belongs to retention --apply."))
    store = context.store
    if given.years or given.months or given.off:
        try:
            keeping.change(store, None if given.off else given.months or 12 * given.years)
        except keeping.TooShort as problem:
            raise WrongSetting(str(problem)) from problem
        context.note("retention")
    months = keeping.months(store.folder)
    if months is None:
        if given.apply:
            raise WrongSetting(paragraph(OFF, gettext("Set one with --years N or --months N first.")))
        return Result(DONE, {"months": None}, OFF)
    if given.apply and given.yes:
        found = keeping.apply(store, given.person or COMMAND_LINE) or keeping.too_old(store, months)
        context.note("erased", clients=len(found.clients))
        refresh.run_or_start(store)
        return Result(DONE, _document(months, found, erased=True), _erased(found))
    found = keeping.too_old(store, months)
    said = paragraph(rule(months), would_go(found))
    if given.apply:
        raise WrongSetting(paragraph(said, gettext("Nothing was erased. Add --yes to erase them for good.")))
    return Result(DONE, _document(months, found, erased=False), said)


def rule(months: int) -> str:
    """Return the sentence that states the retention period."""
    if months % 12 == 0:
        return ngettext(
            "Clients are erased {n} year after their last session.",
            "Clients are erased {n} years after their last session.",
            months // 12,
        ).format(n=count(months // 12))
    return gettext("Clients are erased {n} months after their last session.").format(n=count(months))


def would_go(found: TooOld) -> str:
    """Return the sentence with the number of clients whose retention period is over."""
    if not found.clients or found.oldest is None or found.newest is None:
        return gettext("Nobody was last seen before {day}.").format(day=found.before.isoformat())
    return ngettext(
        "{n} client was last seen before {day} (on {oldest}) and goes with the next import or with --apply.",
        "{n} clients were last seen before {day} (from {oldest} to {newest}) and go with the next import or with"
        " --apply.",
        len(found.clients),
    ).format(
        n=count(len(found.clients)),
        day=found.before.isoformat(),
        oldest=found.oldest.isoformat(),
        newest=found.newest.isoformat(),
    )


def _erased(found: TooOld) -> str:
    """Return the sentence with the number of clients erased because their retention period is over."""
    if not found.clients:
        return would_go(found)
    return ngettext(
        "{n} client was erased, last seen before {day}. Undo ends here.",
        "{n} clients were erased, last seen before {day}. Undo ends here.",
        len(found.clients),
    ).format(n=count(len(found.clients)), day=found.before.isoformat())


def _document(months: int, found: TooOld, *, erased: bool) -> dict[str, Any]:
    """Return the JSON document of the command: retention period, counts and days, without client codes."""
    return {
        "months": months,
        "before": found.before.isoformat(),
        "clients": len(found.clients),
        "sessions": found.sessions,
        "oldest": found.oldest and found.oldest.isoformat(),
        "newest": found.newest and found.newest.isoformat(),
        "erased": erased and bool(found.clients),
    }
