"""Chart of the mean ORS by session, with one line per group of episodes of similar length."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analytics.messages import gettext
from analytics.outcomes.results import CoursePoint, Outcomes
from pages.ui import chart_style, formatting
from pages.ui.figure import Drawing

HEIGHT = 330  # px
DOSES = ("1-3", "4-8", "9+")
_LOOK = {"1-3": ("dot", "square"), "4-8": ("dash", "diamond"), "9+": ("solid", "circle")}
LOW, HIGH = 10, 35  # ORS points, the part of the axis that is drawn


def name(dose: str) -> str:
    """Return the label of a group of episode lengths: `1–3 sessions`."""
    return gettext("{dose} sessions").format(dose=dose.replace("-", "–"))


def draw(outcomes: Outcomes) -> Drawing | None:
    """Draw the mean ORS by session with intervals, one line per episode length; return None without data."""
    if not outcomes.course:
        return None
    figure = chart_style.new(HEIGHT, right_labels=True, x_title="Session")
    for dose in DOSES:
        points = [point for point in outcomes.course if point.dose == dose]
        if points:
            _line(figure, dose, points)
    if outcomes.cutoff is not None:
        chart_style.reference(
            figure, outcomes.cutoff, gettext("{cutoff:g} cutoff").format(cutoff=outcomes.cutoff)
        )
    figure.update_xaxes(dtick=1 if max(point.session for point in outcomes.course) <= 12 else 2, tick0=1)
    figure.update_yaxes(range=[LOW, HIGH], dtick=5)
    return figure


def _line(figure: Drawing, dose: str, points: Sequence[CoursePoint]) -> None:
    dash, symbol = _LOOK[dose]
    x, y = np.array([point.session for point in points]), np.array([point.mean for point in points])
    ranged = [(point.session, point.interval) for point in points if point.interval]
    if len(ranged) > 1:
        across = np.array([session for session, _ in ranged])
        low, high = (np.array([interval[end] for _, interval in ranged]) for end in (0, 1))
        figure.add_scatter(
            x=np.concatenate([across, across[::-1]]),
            y=np.concatenate([high, low[::-1]]),
            mode="lines",
            fill="toself",
            line={"color": chart_style.CLEAR, "width": 0},
            fillcolor=chart_style.tint(chart_style.WELLBEING, 0.16),
            hoverinfo="skip",
        )
    text = [
        chart_style.hover(
            gettext("<b>{name}, after session {session}</b><br>mean {mean}, n = {n}").format(
                name=name(dose),
                session=point.session,
                mean=formatting.number(point.mean),
                n=formatting.count(point.n),
            ),
            formatting.between(*point.interval) if point.interval else "",
        )
        for point in points
    ]
    figure.add_scatter(
        x=x,
        y=y,
        mode="lines+markers",
        text=text,
        hovertemplate="%{text}<extra></extra>",
        name=dose,
        line={"color": chart_style.WELLBEING, "width": 2.2, "dash": dash},
        marker={"color": chart_style.WELLBEING, "size": 7, "symbol": symbol},
    )
    figure.add_annotation(
        x=x[-1],
        y=y[-1],
        text=f"<b>{dose.replace('-', '–')}</b>",
        showarrow=False,
        yanchor="top" if dose == DOSES[0] else "bottom",
        yshift=-8 if dose == DOSES[0] else 7,
        font={"size": chart_style.FONT, "color": chart_style.REFERENCE},
    )
