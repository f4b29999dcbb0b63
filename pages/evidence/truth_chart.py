"""Chart of estimates and true values per therapist in the made-up practice."""

from __future__ import annotations

import numpy as np

from analytics.evidence.truth import Truth, Truths
from analytics.messages import gettext
from pages.ui import chart_style, formatting
from pages.ui.figure import Drawing

ROW, FOOT, LEAST = 17, 46, 120  # px a row, for the axis, in all
TITLES = {
    "early_alliance": "SRS points from the mean",
    "change": "ORS points from the mean",
    "unplanned": "in 100, from the practice",
}


def draw(truths: Truths, *, measure: str) -> Drawing | None:
    """Draw estimates with intervals and true values of one measure by therapist; return None without data."""
    rows = sorted(
        (row for row in truths.rows if row.measure == measure),
        key=lambda row: (row.truth, row.therapist or ""),
    )
    if not rows:
        return None
    figure = chart_style.new(max(ROW * len(rows) + FOOT, LEAST), x_title=TITLES[measure])
    ours = chart_style.ALLIANCE if measure == "early_alliance" else chart_style.WELLBEING
    for index, row in enumerate(rows):
        figure.add_scatter(
            x=np.array(row.interval),
            y=np.array([index, index]),
            mode="lines",
            line={"color": ours if row.holds else chart_style.LOOK, "width": 2.2},
            hoverinfo="skip",
            name="range" if row.holds else "missed",
        )
    texts = [_hover(row, measure) for row in rows]
    places = np.arange(len(rows), dtype=float)
    for name, values, mark in (
        ("ours", [row.estimate for row in rows], {"color": ours, "symbol": "circle", "size": 8}),
        ("truth", [row.truth for row in rows],
         {"color": chart_style.CONTEXT, "symbol": "diamond-open", "size": 9,
          "line": {"width": 1.8, "color": chart_style.CONTEXT}}),
    ):  # fmt: skip
        figure.add_scatter(
            x=np.array(values),
            y=places,
            mode="markers",
            marker=mark,
            text=texts,
            hovertemplate="%{text}<extra></extra>",
            name=name,
        )
    figure.add_shape(
        type="line", x0=0, x1=0, y0=-0.5, y1=len(rows) - 0.5, layer="below",
        line={"color": chart_style.REFERENCE, "width": chart_style.REF_LINE},
    )  # fmt: skip
    figure.update_yaxes(
        range=[-0.6, len(rows) - 0.4],
        tickvals=list(range(len(rows))),
        ticktext=[row.therapist for row in rows],
        showgrid=False,
    )
    figure.update_xaxes(nticks=6, showgrid=True, gridcolor=chart_style.GRID)
    return figure


def _hover(row: Truth, measure: str) -> str:
    digits = 0 if measure == "unplanned" else 1
    low, high = (formatting.signed(edge, digits) for edge in row.interval)
    lines = [
        f"<b>{row.therapist}</b> · n = {formatting.count(row.n)}",
        gettext("ours {estimate} ({low} to {high})").format(
            estimate=formatting.signed(row.estimate, digits), low=low, high=high
        ),
        gettext("truth {truth}").format(truth=formatting.signed(row.truth, digits)),
        "the range holds it" if row.holds else "the range misses it",
    ]
    return "<br>".join(lines)
