"""Command `early_warning`: show whether the practice uses the early warning, or switch it off or on."""

from __future__ import annotations

import argparse

from analytics.cli.context import CliContext
from analytics.cli.erase import check_rights
from analytics.cli.exits import DONE
from analytics.cli.result import Result
from analytics.messages import gettext
from analytics.risk import early_warning, refresh
from analytics.store import early_warning_switch

ON = gettext("The early warning is on for the whole practice.")


def early_warning_use(context: CliContext, given: argparse.Namespace) -> Result:
    """Run the command `early_warning`: show whether the early warning is on, or switch it off or on."""
    store = context.store
    if given.off or given.on:
        check_rights(context)
        if early_warning_switch.is_off(store.folder) != given.off:
            early_warning_switch.change(store, off=given.off)
            context.note("early_warning_off" if given.off else "early_warning_on")
        if given.on:
            refresh.run_or_start(store)
    is_off = early_warning_switch.is_off(store.folder)
    return Result(
        DONE, {"early_warning": "off" if is_off else "on"}, str(early_warning.OFF) if is_off else ON
    )
