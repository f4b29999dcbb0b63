"""Band of the expected ORS range, given a client's first score, with the median as a dotted line."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analytics.course import BandPoint
from pages.ui import chart_style
from pages.ui.figure import Drawing


def paint(figure: Drawing, points: Sequence[BandPoint], *, middle: bool = True) -> None:
    """Draw the band between the expected 10th and 90th percentiles of the ORS and, with `middle`, the median.

    With fewer than two sessions, nothing is drawn.
    """
    if len(points) < 2:
        return
    x = np.array([point.session for point in points])
    low, median, high = (
        np.array([getattr(point, name) for point in points]) for name in ("p10", "p50", "p90")
    )
    figure.add_scatter(
        x=np.concatenate([x, x[::-1]]),
        y=np.concatenate([high, low[::-1]]),
        mode="lines",
        fill="toself",
        name="expected",
        line={"color": chart_style.CLEAR, "width": 0},
        fillcolor=chart_style.tint(chart_style.WELLBEING),
        hoverinfo="skip",
    )
    if not middle:
        return
    figure.add_scatter(
        x=x,
        y=median,
        mode="lines",
        name="middle",
        line={"color": chart_style.WELLBEING, "width": chart_style.THIN, "dash": "dot"},
        hoverinfo="skip",
    )
