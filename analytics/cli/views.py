"""Command `show`: table of the views with their functions and pages, and printing of one view."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from analytics import (
    age,
    alliance,
    answers,
    caseload,
    clock,
    course,
    evidence,
    focus,
    outcomes,
    quality,
    therapists,
)
from analytics.access import may, who_may
from analytics.alliance.decomposition import decomposition
from analytics.cli import printing
from analytics.cli.arguments import VIEWS
from analytics.cli.context import CliContext, WrongSetting
from analytics.cli.exits import DONE, NO_DATA
from analytics.cli.result import Result
from analytics.filters import Filters
from analytics.outcomes.filter_values import check as check_filters
from analytics.risk import early_warning, model_store, refresh
from analytics.risk.model_store import Models
from analytics.store import Warehouse, before_import
from analytics.why import Why, why

ANSWERS = {
    "overview": outcomes.overview,
    "outcomes": outcomes.outcomes,
    "alliance": alliance.alliance,
    "therapists": therapists.comparison,
    "focus": focus.focus,
    "caseload": caseload.caseload,
    "changes": caseload.since_last,
    "course": course.course,
    "decomposition": decomposition,
    "evidence": evidence.evidence,
    "quality": quality.quality,
    "early_warning": early_warning.early_warning,
}
PAGES = {
    "overview": "overview",
    "outcomes": "outcomes",
    "alliance": "alliance",
    "therapists": "therapists",
    "focus": "supervision",
    "caseload": "caseload",
    "changes": "caseload",
    "course": "outcomes",  # practice totals; its clients are limited by the scope
    "decomposition": "evidence",
    "evidence": "evidence",
    "quality": "data",
    "early_warning": "early_warning",
}


def has_data(context: CliContext, given: argparse.Namespace) -> bool:
    """Return whether the store has data; install the made-up practice first if --sample asks for it."""
    if given.sample and context.store.current() is None:
        from sample_data.install import install

        print("Putting the made-up practice in place.", file=sys.stderr)
        install(context.folder)
    return context.store.current() is not None


def show(context: CliContext, given: argparse.Namespace) -> Result:
    """Run the command `show`: return the figures of one page under the given filters."""
    if given.view not in VIEWS:
        raise WrongSetting(f"There is no view {given.view}. There are {', '.join(VIEWS)}.")
    filters = Filters(
        since=given.since,
        until=given.until,
        site=given.site,
        program=given.program,
        age_group=given.age_group,
        therapist=given.therapist,
        episodes=given.episodes,
    )
    if not may(context.viewer, PAGES[given.view]):
        sentence = why("not_for_this_role", _who=who_may(PAGES[given.view]))
        return Result(NO_DATA, _empty(context, filters, sentence), sentence)
    if not has_data(context, given):
        return Result(NO_DATA, _empty(context, filters, answers.NOTHING_IMPORTED), answers.NOTHING_IMPORTED)
    with context.warehouse() as warehouse:
        check_filters(warehouse, context.scope, filters)
        more = _arguments(context, given, warehouse)
        answer = ANSWERS[given.view](warehouse, context.scope, filters, **more)
        speaks_of = warehouse.version
    document = answer.as_dict()
    old = None if given.sample else age.sentence(speaks_of.newest_session, clock.today(), speaks_of.data_date)
    lines = [printing.answer(given.view, document), *([old] if old else [])]
    return Result(NO_DATA if answer.why else DONE, document, "\n".join(lines))


def _arguments(context: CliContext, given: argparse.Namespace, warehouse: Warehouse) -> dict[str, Any]:
    """Return the arguments that a view's function takes besides warehouse, scope and filters.

    Models of overriding rules are fitted for this one answer.
    """
    if given.view == "therapists":
        return {"measure": given.measure}
    if given.view == "caseload":
        stored_models(context, warehouse)  # damaged ones are made anew before anybody is told a figure
        return {"outcome": given.outcome}
    if given.view == "changes":
        return {"before": before_import.warehouse(context.store)}
    if given.view != "early_warning":
        return {}
    models = stored_models(context, warehouse)
    return {"models": models, "landmark": given.landmark, "outcome": given.outcome}


def stored_models(context: CliContext, warehouse: Warehouse) -> Models | None:
    """Return the early-warning models for the rules in use; None if that failed or they are switched off."""
    if model_store.is_off(warehouse.version):
        return None
    if context.rules is not None:
        return model_store.fit(warehouse)
    try:
        return refresh.run(context.store)
    except Exception:
        if model_store.failure(warehouse.version) is None:
            raise
        return None


def _empty(context: CliContext, filters: Filters, reason: Why) -> dict[str, Any]:
    """Return the document of a view without figures, with the reason why there are none."""
    version = context.store.current()
    return {
        "as_of": version.data_date.isoformat() if version else None,
        "version": version.name if version else None,
        "definitions": (context.rules or context.store.definitions()).digest(),
        "filters": filters.as_dict(),
        "n": 0,
        "left_out": [],
        **answers.reason("why", reason),
    }
