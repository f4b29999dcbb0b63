"""Sentences on how well the early-warning model predicts, for whom, and what it learned from."""

from __future__ import annotations

from analytics.messages import gettext, ngettext, paragraph
from analytics.risk.assessment import Assessment
from analytics.risk.results import FULL
from pages.early_warning.text import of_100
from pages.ui import formatting

KINDS = {"site": "Site", "program": "Programme", "age_group": "Age group"}


def calibration_footnote(assessment: Assessment) -> str:
    """Return the footnote of the calibration card: n, observed to expected ratio, AUC in words."""
    overall = assessment.overall
    if overall is None:
        return ""
    sentences = [
        ngettext(
            "{n} later client, after each of their first five sessions.",
            "{n} later clients, after each of their first five sessions.",
            overall.clients,
        ).format(n=formatting.count(overall.clients))
    ]
    ratio, interval = overall.observed_expected, overall.observed_expected_interval
    if ratio is not None and interval:
        sentences.append(
            gettext("In all it happened {ratio} times as often as said ({low} to {high}).").format(
                ratio=formatting.number(ratio, 2),
                low=formatting.number(interval[0], 2),
                high=formatting.number(interval[1], 2),
            )
        )
    if overall.auc is not None and overall.auc_interval:
        low, high = overall.auc_interval
        sentences.append(
            gettext(
                "Of two clients it picks the right one {n} times in 100 ({low} to {high}); a coin gets 50."
            ).format(n=of_100(overall.auc), low=of_100(low), high=of_100(high))
        )
    return paragraph(*sentences)


def compared_footnote(assessment: Assessment) -> str:
    """Return the footnote on how the model compares with the simple SRS rule and an ORS-only model."""
    judged = "Judged by the error of what was said (Brier score), on the same later clients."
    if assessment.overall:
        judged = gettext(
            "Judged by the error of what was said (Brier score), on the same {n} later clients."
        ).format(n=formatting.count(assessment.overall.clients))
    return paragraph(assessment.rule_why, assessment.ors_only_why, judged)


def effects_footnote(assessment: Assessment, landmark: int) -> str:
    """Explain how to read the effects of the model's inputs: n, and assumptions of a provisional model."""
    row = next((row for row in assessment.funnel if row.landmark == landmark), None)
    learned = ""
    if row:
        learned = ngettext(
            "Learned from {n} episode that reached session {session}; what became of {unknown} more is not known yet.",
            "Learned from {n} episodes that reached session {session}; what became of {unknown} more is not known yet.",
            row.settled,
        ).format(
            n=formatting.count(row.settled),
            session=landmark,
            unknown=formatting.count(row.reached - row.settled),
        )
    assumed = assessment.tier != FULL and assessment.outcome == "unplanned"
    return paragraph(
        gettext(
            "For a client like the middle one after session {session}, who differs in this one thing."
        ).format(session=landmark),
        "Moving together is not cause.",
        learned,
        "It began with assumptions (for the last SRS from published studies, for the others our own); the model card"
        " shows how far the data moved them."
        if assumed
        else "",
    )


def fair(assessment: Assessment) -> str:
    """Return the sentence with the subgroup of worst calibration, or that no subgroup is badly calibrated."""
    off = [one for one in assessment.groups if one.interval and not one.interval[0] <= 1 <= one.interval[1]]
    if not assessment.groups:
        return "No part of the practice has enough later clients to be looked at apart."
    if not off:
        return gettext("No group of {n} is off by more than chance.").format(n=len(assessment.groups))
    furthest = max(off, key=lambda one: abs(one.observed_expected - 1))
    template = (
        gettext("{kind} {name}: it happened more often than said, {ratio} times as often.")
        if furthest.observed_expected > 1
        else gettext("{kind} {name}: it happened less often than said, {ratio} times as often.")
    )
    return template.format(
        kind=KINDS[furthest.kind],
        name=furthest.name,
        ratio=formatting.number(furthest.observed_expected, 2),
    )


def funnel_footnote(assessment: Assessment) -> str:
    """Return the period of the model's training data and the share of endings that were inferred."""
    if assessment.first_day is None or assessment.last_day is None:
        return "It is not known of any client yet how they went on."
    return paragraph(
        gettext("Sessions from {first} to {last}.").format(
            first=formatting.day(assessment.first_day), last=formatting.day(assessment.last_day)
        ),
        "What becomes of a client is known some five months later, so newer ones are not in it."
        if assessment.outcome == "unplanned"
        else "In it are cases that have ended, with an ORS after that session.",
        _inferred(assessment.inferred),
    )


def _inferred(share: float | None) -> str:
    """Return the sentence on the share of endings without a recorded reason; empty where not known."""
    if share is None:
        return ""
    if not share:
        return "Every ending among them has a recorded reason."
    return gettext("Of 100 endings {n} have no recorded reason and are inferred.").format(
        n=formatting.rounded(100 * share)
    )
