"""Cells of a heat map, drawn as one trace per colour for speed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pages.ui import chart_style
from pages.ui.figure import Drawing


def draw_cells(
    figure: Drawing, x: np.ndarray, y: np.ndarray, width: float, height: float, colour: str
) -> None:
    """Draw a filled rectangle around each point, as one trace of one colour.

    Parameters
    ----------
    figure
        Gets one trace: a closed path with gaps. A figure's shapes cost a millisecond each, this costs one trace.
    x, y
        The centres.
    width, height
        In units of the axes.
    colour
        With its alpha, see `chart_style.tint`.
    """
    if not len(x):
        return
    gap = np.full(len(x), np.nan)
    left, right, low, high = x - width / 2, x + width / 2, y - height / 2, y + height / 2
    figure.add_scatter(
        x=np.column_stack([left, right, right, left, left, gap]).ravel(),
        y=np.column_stack([low, low, high, high, low, gap]).ravel(),
        mode="lines",
        fill="toself",
        fillcolor=colour,
        line={"color": chart_style.CLEAR, "width": 0},
        hoverinfo="skip",
        name="cells",
    )


def add_hover(figure: Drawing, x: np.ndarray, y: np.ndarray, text: Sequence[str] | np.ndarray) -> None:
    """Add an invisible mark with hover text at the centre of each heat map cell."""
    figure.add_scatter(
        x=x,
        y=y,
        mode="markers",
        text=text,
        name="cell",
        marker={"size": 12, "color": chart_style.CLEAR, "symbol": "square"},
        hovertemplate="%{text}<extra></extra>",
    )
