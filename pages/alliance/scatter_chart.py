"""Scatter plot of adjusted ORS gain against mean SRS, with the regression line.

Up to 600 clients every one is a mark; above that, and for those who do not see single clients, cells.
"""

from __future__ import annotations

import numpy as np

from analytics.alliance.results import Alliance, Scatter
from analytics.messages import gettext, ngettext
from pages.ui import chart_style, formatting, heatmap_cells
from pages.ui.figure import Drawing

HEIGHT = 370  # px
LOW, HIGH = 20.0, 40.5  # SRS points, the part of the axis that is drawn
REACH = 25.0  # ORS points up and down
_STEPS = (0.16, 0.36, 0.58, 0.85)  # how strong a cell is


def draw(alliance: Alliance) -> Drawing | None:
    """Draw clients as dots or cells, with the regression line and its 95 % band; return None without data."""
    scatter = alliance.scatter
    if scatter is None:
        return None
    figure = chart_style.new(HEIGHT, x_title=gettext("Mean SRS, axis from {low:g} to 40").format(low=LOW))
    if scatter.cells:
        _cells(figure, scatter)
    elif scatter.srs:
        _marks(figure, scatter)
    _line(figure, scatter)
    figure.update_xaxes(range=[LOW - 0.3, HIGH], dtick=5, tick0=20)
    figure.update_yaxes(range=[-REACH, REACH], dtick=10, tick0=0)
    return figure


def _marks(figure: Drawing, scatter: Scatter) -> None:
    text = [
        gettext("<b>{up} points</b><br>after allowing for the start<br>mean SRS {srs}").format(
            up=formatting.signed(up), srs=formatting.number(srs)
        )
        for srs, up in zip(scatter.srs, scatter.gained, strict=True)
    ]
    figure.add_scatter(
        x=np.clip(np.array(scatter.srs), LOW, 40.0),
        y=np.clip(np.array(scatter.gained), -REACH, REACH),
        mode="markers",
        name="client",
        marker={"color": chart_style.ALLIANCE, "size": 7, "opacity": 0.5},
        text=text,
        hovertemplate="%{text}<extra></extra>",
    )


def _cells(figure: Drawing, scatter: Scatter) -> None:
    n = np.array([cell.n for cell in scatter.cells])
    across = (
        np.clip(np.array([cell.srs for cell in scatter.cells]), LOW, 40.0 - scatter.wide) + scatter.wide / 2
    )
    up = np.array([cell.gained for cell in scatter.cells]) + scatter.high / 2
    up = np.clip(up, -REACH + scatter.high / 2, REACH - scatter.high / 2)
    step = np.minimum(3, (n * 4 / (n.max() + 1)).astype(int))
    for shade, alpha in enumerate(_STEPS):
        in_step = step == shade
        heatmap_cells.draw_cells(
            figure,
            across[in_step],
            up[in_step],
            scatter.wide,
            scatter.high,
            chart_style.tint(chart_style.ALLIANCE, alpha),
        )
    text = [
        ngettext(
            "<b>{n} client</b><br>mean SRS {low:g} to {high:g}<br>{least} to {most} points",
            "<b>{n} clients</b><br>mean SRS {low:g} to {high:g}<br>{least} to {most} points",
            cell.n,
        ).format(
            n=formatting.count(cell.n),
            low=cell.srs,
            high=cell.srs + scatter.wide,
            least=formatting.signed(cell.gained, 0),
            most=formatting.signed(cell.gained + scatter.high, 0),
        )
        for cell in scatter.cells
    ]
    heatmap_cells.add_hover(figure, across, up, text)


def _line(figure: Drawing, scatter: Scatter) -> None:
    at = np.array(scatter.at)
    figure.add_scatter(
        x=np.concatenate([at, at[::-1]]),
        y=np.concatenate([np.array(scatter.band_high), np.array(scatter.band_low)[::-1]]),
        mode="lines",
        fill="toself",
        line={"color": chart_style.CLEAR, "width": 0},
        fillcolor=chart_style.tint(chart_style.CONTEXT, 0.28),
        hoverinfo="skip",
    )
    figure.add_scatter(
        x=at,
        y=np.array(scatter.line),
        mode="lines",
        name="line",
        line={"color": chart_style.CONTEXT, "width": chart_style.LINE},
        hoverinfo="skip",
    )
