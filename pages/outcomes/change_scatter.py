"""Scatter plot of last against first ORS, with a ribbon for change within measurement error.

Up to 600 episodes every one is a mark; above that, cells of two by two points, darker where more people are,
and only those who lost ground stay single marks. Owners without a right to single clients get larger cells only.
"""

from __future__ import annotations

import numpy as np

from analytics.messages import gettext, ngettext
from analytics.outcomes.results import Outcomes
from pages.ui import chart_style, formatting, heatmap_cells
from pages.ui.figure import Drawing

SINGLE_MARKS = 600  # episodes; above, cells
CELL = 2.0  # ORS points
RANGE = [-4, 44]  # ORS points
BETTER = ("recovered", "improved", "improved_above")
_WORDS = {"better": "more than noise, up", "same": "inside the noise", "worse": "more than noise, down"}


def draw(outcomes: Outcomes) -> Drawing | None:
    """Draw the last ORS of each episode against its first ORS; return None without episodes."""
    if outcomes.travel_scope == "cells":
        return _binned(outcomes)
    start, end = np.array(outcomes.travel_start, dtype=float), np.array(outcomes.travel_end, dtype=float)
    if not start.size:
        return None
    kind = np.array(
        [
            "better" if c in BETTER else "worse" if c == "deteriorated" else "same"
            for c in outcomes.travel_class
        ]
    )
    figure = chart_style.new(chart_style.HEIGHT["tall"], x_title="ORS at the start")
    _ground(figure, outcomes)
    if start.size > SINGLE_MARKS:
        _cells(figure, start, end)
    else:
        _marks(
            figure,
            start,
            end,
            kind,
            "same",
            {"symbol": "circle-open", "size": 7, "color": chart_style.CONTEXT},
        )
        _marks(
            figure,
            start,
            end,
            kind,
            "better",
            {"symbol": "circle", "size": 7, "color": chart_style.WELLBEING},
        )
    _marks(
        figure, start, end, kind, "worse", {"symbol": "triangle-down", "size": 9, "color": chart_style.LOOK}
    )
    return _with_axes(figure)


def episodes(outcomes: Outcomes) -> int | None:
    """Return the number of episodes behind the scatter plot; None if it is too small to show.

    None if the number is too small to show.
    """
    return outcomes.assessable if outcomes.travel_scope == "cells" else len(outcomes.travel_start)


def _binned(outcomes: Outcomes) -> Drawing | None:
    """Draw counts per cell, for owners who may not see single clients; return None if no cell is shown."""
    width = outcomes.travel_cell_width
    if not outcomes.travel_cells or width is None:
        return None
    figure = chart_style.new(chart_style.HEIGHT["tall"], x_title="ORS at the start")
    _ground(figure, outcomes)
    left = np.array([cell.ors_first for cell in outcomes.travel_cells])
    bottom = np.array([cell.ors_last for cell in outcomes.travel_cells])
    _shaded(figure, left, bottom, np.array([cell.n for cell in outcomes.travel_cells]), width)
    return _with_axes(figure)


def _with_axes(figure: Drawing) -> Drawing:
    figure.update_xaxes(range=RANGE, tickvals=[0, 10, 20, 30, 40])
    figure.update_yaxes(range=RANGE, tickvals=[0, 10, 20, 30, 40])
    return figure


def _ground(figure: Drawing, outcomes: Outcomes) -> None:
    """Draw the background of the plot: ribbon of reliable change, diagonal, cutoff lines, corner labels."""
    noise = outcomes.reliable_change or 0.0
    ends = np.array([0.0, 40.0])
    figure.add_scatter(
        x=np.array([0, 0, 40 - noise, 40, 40, noise]),
        y=np.array([0, noise, 40, 40, 40 - noise, 0]),
        mode="lines",
        fill="toself",
        line={"color": chart_style.CLEAR, "width": 0},
        fillcolor=chart_style.tint(chart_style.CONTEXT, 0.16),
        hoverinfo="skip",
    )
    figure.add_scatter(
        x=ends,
        y=ends,
        mode="lines",
        line={"color": chart_style.REFERENCE, "width": chart_style.REF_LINE},
        hoverinfo="skip",
    )
    cutoff = outcomes.cutoff
    if cutoff is None:
        return
    dash = {"color": chart_style.REFERENCE, "width": chart_style.REF_LINE, "dash": "dash"}
    for x, y in (((0, 40), (cutoff, cutoff)), ((cutoff, cutoff), (0, 40))):
        figure.add_scatter(x=np.array(x), y=np.array(y), mode="lines", line=dash, hoverinfo="skip")
    corners = {
        "crossed over": (0, 40, "left", "bottom"),
        "started and stayed well": (40, 40, "right", "bottom"),
        "still in distress": (0, 0, "left", "top"),
        "slid under": (40, 0, "right", "top"),
    }
    for text, (x, y, across, up) in corners.items():
        figure.add_annotation(
            x=x,
            y=y,
            text=text,
            xanchor=across,
            yanchor=up,
            showarrow=False,
            borderpad=3,
            font={"size": chart_style.FONT - 1, "color": chart_style.REFERENCE},
        )


def _marks(
    figure: Drawing, start: np.ndarray, end: np.ndarray, kind: np.ndarray, which: str, marker: dict
) -> None:
    of_kind = kind == which
    if not of_kind.any():
        return
    marker = {
        **marker,
        "opacity": 0.6 if which != "worse" else 0.9,
        "line": {"width": 1.2, "color": marker["color"]},
    }
    text = np.array(
        [
            gettext("<b>{last} points</b><br>from {first} to {last_2}<br>{which}").format(
                last=formatting.signed(last - first),
                first=formatting.number(first),
                last_2=formatting.number(last),
                which=_WORDS[which],
            )
            for first, last in zip(start[of_kind], end[of_kind], strict=True)
        ]
    )
    figure.add_scatter(
        x=start[of_kind],
        y=end[of_kind],
        mode="markers",
        marker=marker,
        text=text,
        name=which,
        hovertemplate="%{text}<extra></extra>",
    )


def _cells(figure: Drawing, start: np.ndarray, end: np.ndarray) -> None:
    """Draw the number of clients per cell of 2 x 2 ORS points in four shades of blue, with hover text."""
    edges = np.arange(0.0, 40.0 + CELL, CELL)
    counts, _, _ = np.histogram2d(start, end, bins=(edges, edges))
    column, row = np.nonzero(counts)
    _shaded(figure, edges[column], edges[row], counts[column, row], CELL)


def _shaded(figure: Drawing, left: np.ndarray, bottom: np.ndarray, n: np.ndarray, width: float) -> None:
    """Draw square cells in four shades of blue, with hover text; `n` clients each."""
    step = np.minimum(3, (n * 4 / (n.max() + 1)).astype(int))
    across, up = left + width / 2, bottom + width / 2
    for shade, alpha in enumerate((0.16, 0.36, 0.58, 0.85)):
        in_step = step == shade
        heatmap_cells.draw_cells(
            figure, across[in_step], up[in_step], width, width, chart_style.tint(chart_style.WELLBEING, alpha)
        )
    text = np.array(
        [
            ngettext(
                "<b>{n} client</b><br>start {x:g} to {x_2:g}<br>end {y:g} to {y_2:g}",
                "<b>{n} clients</b><br>start {x:g} to {x_2:g}<br>end {y:g} to {y_2:g}",
                int(k),
            ).format(n=formatting.count(int(k)), x=x, x_2=x + width, y=y, y_2=y + width)
            for k, x, y in zip(n, left, bottom, strict=True)
        ]
    )
    heatmap_cells.add_hover(figure, across, up, text)
