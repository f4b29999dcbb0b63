"""Tables below the charts of the early-warning page."""

from __future__ import annotations

from collections.abc import Sequence

from analytics.messages import gettext, ngettext
from analytics.risk.assessment import Assessment
from analytics.risk.effects import Effect
from analytics.risk.results import AtLandmark
from pages.early_warning import evaluation_text, text
from pages.ui import formatting


def _of_100(share: float | None) -> str:
    return formatting.in_100(share)


def _range(interval: tuple[float, float] | None, digits: int = 0, scale: float = 100) -> str:
    if interval is None:
        return formatting.NOT_GIVEN
    return gettext("{low} to {high}").format(
        low=formatting.number(interval[0] * scale, digits),
        high=formatting.number(interval[1] * scale, digits),
    )


def workload(at_landmark: AtLandmark | None) -> dict[str, list]:
    """Tabulate share flagged, precision, sensitivity and net benefit; one row per flag threshold."""
    rows = at_landmark.burden if at_landmark else ()
    return {
        "Flag from": [_of_100(row.threshold) for row in rows],
        "Flagged": [_of_100(row.flagged) for row in rows],
        "Of the flagged": [_of_100(row.ppv) for row in rows],
        "95% range": [_range(row.ppv_interval) for row in rows],
        "Of the others": [_of_100(row.not_flagged_events) for row in rows],
        "Found": [_of_100(row.sensitivity) for row in rows],
        "Net benefit": [formatting.number(row.net_benefit, 3) for row in rows],
        "Net benefit, everybody": [formatting.number(row.net_benefit_all, 3) for row in rows],
        "Net benefit, simple rule": [formatting.number(row.net_benefit_rule, 3) for row in rows],
    }


def dots(assessment: Assessment) -> dict[str, list]:
    """Tabulate predicted and observed frequency; one row per group of the calibration plot."""
    return {
        "We said": [_of_100(dot.said) for dot in assessment.dots],
        "It happened": [_of_100(dot.happened) for dot in assessment.dots],
        "95% range": [_range(dot.interval) for dot in assessment.dots],
        "n": [dot.n for dot in assessment.dots],
    }


def inputs(rows: Sequence[Effect]) -> dict[str, list]:
    """Tabulate the effect of each model input as additional events per 100 clients."""
    return {
        "A client with": [text.FEATURES[row.feature] for row in rows],
        "More of 100": [formatting.signed(row.change, 0) for row in rows],
        "95% range": [_range(row.interval, 0, 1) for row in rows],
    }


def baselines(assessment: Assessment) -> dict[str, list]:
    """Tabulate AUC and Brier score of the model and of simpler rules for the same clients; one row each."""
    overall = assessment.overall
    if overall is None:
        return {}
    rows = assessment.baselines
    return {
        "What": [text.BASELINES["model"], *(text.BASELINES[row.name] for row in rows)],
        "Right, of 100 pairs": [
            formatting.NOT_GIVEN if area is None else text.of_100(area)
            for area in (overall.auc, *(row.auc for row in rows))
        ],
        "95% range": [_range(pair) for pair in (overall.auc_interval, *(row.auc_interval for row in rows))],
        "Brier score": [
            formatting.number(score, 4) for score in (overall.brier, *(row.brier for row in rows))
        ],
        "Worse than the model by": ["", *(formatting.signed(row.difference, 4) for row in rows)],
        "95% range of that": ["", *(_range(row.interval, 4, 1) for row in rows)],
    }


def capacities(assessment: Assessment) -> dict[str, list]:
    """Tabulate clients flagged and events missed; one row per number of conversations per week."""
    rows = assessment.rooms
    return {
        "Conversations a week": [row.conversations for row in rows],
        "Flag from": ["everybody" if row.everyone else _of_100(row.value) for row in rows],
        "Flagged clients": [row.flagged for row in rows],
        "Of the flagged": [_of_100(row.right) for row in rows],
        "95% range": [_range(row.right_interval) for row in rows],
        "Missed": [_of_100(row.missed) for row in rows],
        "95% range of the missed": [_range(row.missed_interval) for row in rows],
    }


def groups(assessment: Assessment) -> dict[str, list]:
    """Tabulate calibration and flags; one row per subgroup of the practice."""
    rows = assessment.groups
    return {
        "Part": [f"{evaluation_text.KINDS[row.kind]} {row.name}" for row in rows],
        "Later clients": [row.clients for row in rows],
        "Happened, times what was said": [formatting.number(row.observed_expected, 2) for row in rows],
        "95% range": [_range(row.interval, 2, 1) for row in rows],
        "Flagged": [_of_100(row.flagged) for row in rows],
        "Of the flagged": [_of_100(row.ppv) for row in rows],
        "Found": [_of_100(row.sensitivity) for row in rows],
    }


_IN_MODEL = ("{n} episode, {settled} in the model", "{n} episodes, {settled} in the model")
_SO_FAR = ("{n} episode, {settled} count so far", "{n} episodes, {settled} count so far")


def funnel(assessment: Assessment) -> dict[str, str]:
    """Map each `Session n` to its number of episodes and how many of them have a known outcome."""
    words = _IN_MODEL if assessment.model is not None else _SO_FAR
    return {
        gettext("Session {number}").format(number=row.landmark): ngettext(*words, row.reached).format(
            n=formatting.count(row.reached), settled=formatting.count(row.settled)
        )
        for row in assessment.funnel
        if row.reached
    }
