"""Interval charts of the early-warning model: effects of inputs, AUC against simpler rules, subgroups."""

from __future__ import annotations

from analytics.messages import gettext
from analytics.risk.assessment import Assessment
from analytics.risk.effects import Effect, effects
from pages.early_warning import evaluation_text, text
from pages.ui import chart_style, formatting, interval_rows
from pages.ui.figure import Drawing
from pages.ui.interval_rows import Span

LEAST = 10.0  # in 100: half width of the axis of effects
COMPARED = ("rule", "ors_only", "boosting")


def inputs(assessment: Assessment, *, landmark: int) -> Drawing | None:
    """Draw the effect of each input as additional events per 100 clients; return None without a model."""
    rows = effects(assessment.model, landmark) if assessment.model else ()
    if not rows:
        return None
    reach = max(LEAST, *(abs(edge) for row in rows for edge in row.interval)) * 1.05
    return interval_rows.draw(
        [_input(row) for row in rows], low=-reach, high=reach, title="more of 100", line=0.0
    )


def _input(row: Effect) -> Span:
    low, high = row.interval
    name = text.FEATURES[row.feature]
    clear = low > 0 or high < 0
    return Span(
        name,
        row.change,
        row.interval,
        "ours" if clear else "theirs",
        gettext("<b>{name}</b><br>{change} of 100<br>{interval}").format(
            name=name,
            change=formatting.signed(row.change, 0),
            interval=formatting.between(low, high, 0, sign=True),
        ),
    )


def axis_from(assessment: Assessment) -> int:
    """Return the lower end of the AUC axis in percent: 40, or less if an interval extends below it."""
    return min(40, *(int(ends[0] * 10) * 10 for _, _, ends in _auc_rows(assessment)), 40)


def _auc_rows(assessment: Assessment) -> list[tuple[str, float, tuple[float, float]]]:
    """Return (name, AUC, interval) of the model and of simpler rules; empty without validation clients."""
    overall = assessment.overall
    if overall is None or overall.auc is None or overall.auc_interval is None:
        return []
    rows = [("model", overall.auc, overall.auc_interval)]
    rows += [
        (one.name, one.auc, one.auc_interval)
        for one in assessment.baselines
        if one.name in COMPARED and one.auc is not None and one.auc_interval is not None
    ]
    return rows


def compared(assessment: Assessment) -> Drawing | None:
    """Draw the AUC of the model and of simpler rules; return None if the model was not validated."""
    rows = _auc_rows(assessment)
    if not rows:
        return None
    low = axis_from(assessment)
    return interval_rows.draw(
        [
            Span(
                f"<b>{text.BASELINES[name]}</b>" if name == "model" else text.BASELINES[name],
                area * 100,
                (ends[0] * 100, ends[1] * 100),
                "ours" if name == "model" else "theirs",
                gettext("<b>{name}</b><br>right {area} times<br>{interval}").format(
                    name=text.BASELINES[name],
                    area=formatting.in_100(area),
                    interval=formatting.between_100(*ends),
                ),
            )
            for name, area, ends in rows
        ],
        low=low - 1,
        high=101,
        title=gettext("right, of 100, axis from {low}").format(low=low),
        line=50.0,
        line_label="a coin",
    )


def groups(assessment: Assessment) -> Drawing | None:
    """Draw the ratio of observed to expected events by subgroup; return None without subgroups."""
    if not assessment.groups:
        return None
    high = max(2.0, *(one.interval[1] for one in assessment.groups if one.interval)) * 1.02
    return interval_rows.draw(
        [
            Span(
                f"{evaluation_text.KINDS[one.kind]} {one.name} · n = {formatting.count(one.clients)}",
                one.observed_expected,
                one.interval,
                "look" if one.interval and not one.interval[0] <= 1 <= one.interval[1] else "quiet",
                chart_style.hover(
                    gettext("<b>{name}</b><br>{ratio} times as often as said").format(
                        name=one.name, ratio=formatting.number(one.observed_expected, 2)
                    ),
                    formatting.between(*one.interval, 2) if one.interval else "",
                ),
            )
            for one in assessment.groups
        ],
        low=0,
        high=high,
        title="times as often as said",
        line=1.0,
        line_label="as said",
    )
