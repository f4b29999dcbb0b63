"""Our estimates with their ranges beside the truth of the made-up practice, one row per therapist."""

from __future__ import annotations

import numpy as np

from analytics.evidence.truth import Truth, Truths
from pages.parts import wording
from pages.parts.charts import spec
from pages.parts.charts.drawing import Drawing

ROW, FOOT, LEAST = 17, 46, 120  # px a row, for the axis, in all
TITLES = {
    "early_alliance": "SRS points from the mean",
    "change": "ORS points from the mean",
    "unplanned": "in 100, from the practice",
}


def draw(truths: Truths, *, measure: str) -> Drawing | None:
    """The therapists of one measure by their truth: grey diamond the truth, dot and line ours, amber where missed."""
    rows = sorted(
        (row for row in truths.rows if row.measure == measure), key=lambda row: (row.truth, row.therapist)
    )
    if not rows:
        return None
    figure = spec.new(max(ROW * len(rows) + FOOT, LEAST), x_title=TITLES[measure])
    ours = spec.ALLIANCE if measure == "early_alliance" else spec.WELLBEING
    for place, row in enumerate(rows):
        figure.add_scatter(
            x=np.array(row.interval),
            y=np.array([place, place]),
            mode="lines",
            line={"color": ours if row.holds else spec.LOOK, "width": 2.2},
            hoverinfo="skip",
            name="range" if row.holds else "missed",
        )
    texts = [_hover(row, measure) for row in rows]
    places = np.arange(len(rows), dtype=float)
    for name, values, mark in (
        ("ours", [row.estimate for row in rows], {"color": ours, "symbol": "circle", "size": 8}),
        ("truth", [row.truth for row in rows],
         {"color": spec.CONTEXT, "symbol": "diamond-open", "size": 9, "line": {"width": 1.8, "color": spec.CONTEXT}}),
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
        line={"color": spec.REFERENCE, "width": spec.REF_LINE},
    )  # fmt: skip
    figure.update_yaxes(
        range=[-0.6, len(rows) - 0.4],
        tickvals=list(range(len(rows))),
        ticktext=[row.therapist for row in rows],
        showgrid=False,
    )
    figure.update_xaxes(nticks=6, showgrid=True, gridcolor=spec.GRID)
    return figure


def _hover(row: Truth, measure: str) -> str:
    digits = 0 if measure == "unplanned" else 1
    low, high = (wording.signed(edge, digits) for edge in row.interval)
    lines = [
        f"<b>{row.therapist}</b> · n = {wording.count(row.n)}",
        f"ours {wording.signed(row.estimate, digits)} ({low} to {high})",
        f"truth {wording.signed(row.truth, digits)}",
        "the range holds it" if row.holds else "the range misses it",
    ]
    return "<br>".join(lines)
