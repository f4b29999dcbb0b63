"""Who came and who left: starts and ends per month, and under them how distressed people were at the start."""

from __future__ import annotations

import numpy as np

from analytics.outcomes.results import Overview
from pages.parts import wording
from pages.parts.charts import spec
from pages.parts.charts.drawing import Drawing

HEIGHT = 300  # px
_UPPER, _LOWER = (0.47, 1.0), (0.0, 0.30)  # parts of the figure's height


def draw(overview: Overview) -> Drawing | None:
    """Two panels over the same months; None where no month may be shown. Incomplete months are left open."""
    seen = overview.seen
    if not any(row.starts is not None or row.ends is not None for row in seen):
        return None
    figure = spec.new(HEIGHT, right_labels=True)
    months = np.array([row.month for row in seen], dtype="datetime64[D]")
    whole = np.array([not row.incomplete for row in seen])
    for name, colour, dash, label in (
        ("starts", spec.CONTEXT, "solid", "starts"),
        ("ends", spec.CONTEXT, "dash", "ends"),
    ):
        values = np.array(
            [np.nan if getattr(row, name) is None else getattr(row, name) for row in seen], dtype=float
        )
        _area(figure, months, np.where(whole, values, np.nan), colour, dash, label)
    _intake(figure, overview, months)
    figure.update_xaxes(nticks=6, tickformat="%b %y", anchor="y2")
    return figure


def _area(
    figure: Drawing, months: np.ndarray, values: np.ndarray, colour: str, dash: str, label: str
) -> None:
    text = [
        f"<b>{wording.month(day.item())}</b><br>{wording.plural(int(n), label[:-1])}" if n == n else ""
        for day, n in zip(months, values, strict=True)
    ]
    figure.add_scatter(
        x=months,
        y=values,
        mode="lines",
        line={"color": colour, "width": 1.8, "dash": dash},
        fill="tozeroy" if dash == "solid" else None,
        fillcolor=spec.tint(colour, 0.14),
        text=text,
        hovertemplate="%{text}<extra></extra>",
        name=label,
    )


def _intake(figure: Drawing, overview: Overview, months: np.ndarray) -> None:
    """The lower panel: mean first ORS of the month's starts with its range, and the cutoff."""
    most = max((n for row in overview.seen for n in (row.starts, row.ends) if n is not None), default=0)
    steps = {"dtick": 1} if most <= 4 else {"nticks": 4}  # people are whole
    figure.update_layout(
        yaxis={"domain": _UPPER, "rangemode": "tozero", **steps},
        yaxis2={"domain": _LOWER, "anchor": "x", "range": [-1, 41], "tickvals": [0, 20, 40]},
    )
    given = [
        (day, row.intake)
        for day, row in zip(months, overview.seen, strict=True)
        if row.intake.estimate is not None and not row.incomplete
    ]
    if given:
        x = np.array([day for day, _ in given])
        y = np.array([intake.estimate for _, intake in given])
        low, high = (
            np.array([(intake.interval or (intake.estimate,) * 2)[end] for _, intake in given])
            for end in (0, 1)
        )
        text = [
            f"<b>{wording.month(day.item())}</b><br>mean start {wording.number(intake.estimate)}, n = {intake.n}"
            for day, intake in given
        ]
        figure.add_scatter(
            x=x,
            y=y,
            yaxis="y2",
            mode="markers",
            marker={"color": spec.WELLBEING, "size": 7},
            text=text,
            error_y={
                "type": "data",
                "symmetric": False,
                "array": high - y,
                "arrayminus": y - low,
                "width": 0,
                "color": spec.WELLBEING,
                "thickness": 1.4,
            },
            hovertemplate="%{text}<extra></extra>",
            name="intake",
        )
    if overview.cutoff is not None:
        figure.add_scatter(
            x=months[[0, -1]],
            y=np.full(2, overview.cutoff),
            yaxis="y2",
            mode="lines",
            line={"color": spec.REFERENCE, "width": spec.REF_LINE, "dash": "dash"},
            hoverinfo="skip",
        )
        spec.margin_label(figure, overview.cutoff, f"{overview.cutoff:g} cutoff", yref="y2")
