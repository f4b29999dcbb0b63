"""Does early alliance go with outcome? SRS across, ORS gained after allowing for the start upwards, and the line.

Up to 600 clients every one is a mark; above that, and for those who do not see single clients, cells.
"""

from __future__ import annotations

import numpy as np

from analytics.alliance.results import Alliance, Scatter
from pages.ui import chart_style, formatting, heatmap_cells
from pages.ui.figure import Drawing

HEIGHT = 370  # px
LOW, HIGH = 20.0, 40.5  # SRS points, the part of the axis that is drawn
REACH = 25.0  # ORS points up and down
_STEPS = (0.16, 0.36, 0.58, 0.85)  # how strong a cell is


def draw(alliance: Alliance) -> Drawing | None:
    """Draw clients as marks or cells with the regression line and its 95 % band; None without a line."""
    found = alliance.scatter
    if found is None:
        return None
    figure = chart_style.new(HEIGHT, x_title=f"Mean SRS, axis from {LOW:g} to 40")
    if found.cells:
        _cells(figure, found)
    elif found.srs:
        _marks(figure, found)
    _line(figure, found)
    figure.update_xaxes(range=[LOW - 0.3, HIGH], dtick=5, tick0=20)
    figure.update_yaxes(range=[-REACH, REACH], dtick=10, tick0=0)
    return figure


def _marks(figure: Drawing, found: Scatter) -> None:
    text = [
        f"<b>{formatting.signed(up)} points</b><br>after allowing for the start<br>mean SRS {formatting.number(srs)}"
        for srs, up in zip(found.srs, found.gained, strict=True)
    ]
    figure.add_scatter(
        x=np.clip(np.array(found.srs), LOW, 40.0),
        y=np.clip(np.array(found.gained), -REACH, REACH),
        mode="markers",
        name="client",
        marker={"color": chart_style.ALLIANCE, "size": 7, "opacity": 0.5},
        text=text,
        hovertemplate="%{text}<extra></extra>",
    )


def _cells(figure: Drawing, found: Scatter) -> None:
    n = np.array([cell.n for cell in found.cells])
    across = np.clip(np.array([cell.srs for cell in found.cells]), LOW, 40.0 - found.wide) + found.wide / 2
    up = np.array([cell.gained for cell in found.cells]) + found.high / 2
    up = np.clip(up, -REACH + found.high / 2, REACH - found.high / 2)
    step = np.minimum(3, (n * 4 / (n.max() + 1)).astype(int))
    for shade, alpha in enumerate(_STEPS):
        here = step == shade
        heatmap_cells.draw_cells(
            figure,
            across[here],
            up[here],
            found.wide,
            found.high,
            chart_style.tint(chart_style.ALLIANCE, alpha),
        )
    text = [
        f"<b>{formatting.plural(cell.n, 'client')}</b><br>mean SRS {cell.srs:g} to {cell.srs + found.wide:g}"
        f"<br>{formatting.signed(cell.gained, 0)} to {formatting.signed(cell.gained + found.high, 0)} points"
        for cell in found.cells
    ]
    heatmap_cells.add_hover(figure, across, up, text)


def _line(figure: Drawing, found: Scatter) -> None:
    at = np.array(found.at)
    figure.add_scatter(
        x=np.concatenate([at, at[::-1]]),
        y=np.concatenate([np.array(found.band_high), np.array(found.band_low)[::-1]]),
        mode="lines",
        fill="toself",
        line={"color": chart_style.CLEAR, "width": 0},
        fillcolor=chart_style.tint(chart_style.CONTEXT, 0.28),
        hoverinfo="skip",
    )
    figure.add_scatter(
        x=at,
        y=np.array(found.line),
        mode="lines",
        name="line",
        line={"color": chart_style.CONTEXT, "width": chart_style.LINE},
        hoverinfo="skip",
    )
