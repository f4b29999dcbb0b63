"""Chart of rows on a shared axis, each with a dot for the value and a line for the interval.

The words of a row stand above its dot, from the left edge, so that they have the full width on a phone too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from pages.ui import chart_style
from pages.ui.figure import Drawing

ROW = 44  # px a row
_FOOT = 46  # px for the axis


@dataclass(frozen=True)
class Span:
    """One row of an interval chart: label, value, interval, kind of mark, hover text.

    kind: `ours` blue dot, `alliance` plum dot, `few` plum ring, `theirs` grey ring, `goal` grey bar without a dot,
    `look` amber diamond, `quiet` grey dot. value and interval in the unit of the axis; label: the words above the dot;
    hover: lines in words.
    """

    label: str
    value: float | None
    interval: tuple[float, float] | None
    kind: str = "theirs"
    hover: str = ""


_MARK = {
    "ours": {"color": chart_style.WELLBEING, "symbol": "circle", "size": 11},
    "alliance": {"color": chart_style.ALLIANCE, "symbol": "circle", "size": 11},
    "few": {
        "color": chart_style.ALLIANCE,
        "symbol": "circle-open",
        "size": 10,
        "line": {"width": 1.8, "color": chart_style.ALLIANCE},
    },
    "theirs": {
        "color": chart_style.CONTEXT,
        "symbol": "circle-open",
        "size": 10,
        "line": {"width": 1.8, "color": chart_style.CONTEXT},
    },
    "quiet": {"color": chart_style.CONTEXT, "symbol": "circle", "size": 9},
    "look": {"color": chart_style.LOOK, "symbol": "diamond", "size": 12},
    "goal": {"color": chart_style.CONTEXT, "symbol": "line-ns", "size": 1},
}


def draw(
    spans: Sequence[Span],
    *,
    low: float,
    high: float,
    title: str,
    line: float | None = None,
    line_label: str = "",
) -> Drawing | None:
    """Draw one interval per row on a shared axis; return None without rows."""
    if not spans:
        return None
    figure = chart_style.new(ROW * len(spans) + _FOOT + (16 if line_label else 0), x_title=title)
    figure.update_layout(margin={"l": 8, "r": 16, "t": 22 if line_label else 6, "b": 0})
    for row, span in enumerate(spans):
        _row(figure, len(spans) - 1 - row, span)
    if line is not None:
        for row in range(len(spans)):
            figure.add_shape(
                type="line",
                x0=line,
                x1=line,
                y0=row - 0.3,
                y1=row + 0.1,
                layer="below",
                line={"color": chart_style.REFERENCE, "width": chart_style.REF_LINE},
            )
        if line_label:
            figure.add_annotation(
                x=line,
                xanchor=_anchor((line - low) / (high - low)),
                y=1,
                yref="paper",
                yanchor="bottom",
                text=line_label,
                showarrow=False,
                font={"size": chart_style.FONT - 1, "color": chart_style.REFERENCE},
            )
    figure.update_yaxes(
        range=[-0.45, len(spans) - 0.35], showticklabels=False, tickvals=list(range(len(spans)))
    )
    figure.update_xaxes(range=[low, high], nticks=6, showgrid=True, gridcolor=chart_style.GRID)
    return figure


def _anchor(position: float) -> str:
    """Return the text anchor that keeps a label inside the figure, given its position (0 to 1)."""
    return "left" if position < 0.1 else "right" if position > 0.9 else "center"


def _row(figure: Drawing, y: int, span: Span) -> None:
    mark = _MARK[span.kind]
    text = span.hover or span.label
    if span.interval:
        wide = {"color": mark["color"], "width": 7 if span.kind == "goal" else 2.2}
        figure.add_scatter(
            x=np.array(span.interval),
            y=np.array([y, y]),
            mode="lines",
            line=wide,
            text=[text] * 2,
            hovertemplate="%{text}<extra></extra>",
            name=span.label,
            opacity=0.55 if span.kind == "goal" else 1,
        )
    if span.value is not None and span.kind != "goal":
        figure.add_scatter(
            x=np.array([span.value]),
            y=np.array([y]),
            mode="markers",
            marker=mark,
            text=[text],
            hovertemplate="%{text}<extra></extra>",
            name=span.label,
            cliponaxis=False,  # a mark at 0 or 100 is drawn whole
        )
    figure.add_annotation(
        x=0,
        xref="paper",
        xanchor="left",
        y=y,
        yanchor="bottom",
        yshift=6,
        text=span.label,
        showarrow=False,
        align="left",
        font={"size": chart_style.FONT - 0.5, "color": chart_style.REFERENCE},
    )
