"""Retention chart: share of clients still in care after each session."""

from __future__ import annotations

import numpy as np

from analytics.messages import gettext, ngettext
from analytics.outcomes.results import Outcomes
from pages.ui import chart_style, formatting
from pages.ui.figure import Drawing

HEIGHT = 330  # px
LAST = 20  # sessions drawn


def draw(outcomes: Outcomes) -> Drawing | None:
    """Draw the share still in care as a step line with its interval; return None without data."""
    rows = [row for row in outcomes.retention if row.session <= LAST]
    if not rows:
        return None
    figure = chart_style.new(HEIGHT, x_title="After session")
    last = rows[-1]
    x = np.array([0, *(row.session for row in rows), last.session + 0.5])
    y = np.array([1.0, *(row.still_in_care for row in rows), last.still_in_care]) * 100
    low, high = (
        np.array([1.0, *((row.interval or (row.still_in_care,) * 2)[end] for row in (*rows, last))]) * 100
        for end in (0, 1)
    )
    edge = {"color": chart_style.CLEAR, "width": 0, "shape": "hv"}
    figure.add_scatter(x=x, y=high, mode="lines", line=edge, hoverinfo="skip")
    figure.add_scatter(
        x=x,
        y=low,
        mode="lines",
        line=edge,
        fill="tonexty",
        fillcolor=chart_style.tint(chart_style.WELLBEING),
        hoverinfo="skip",
    )
    text = [
        "",
        *(
            chart_style.hover(
                gettext("<b>After session {session}</b><br>{share} still in care").format(
                    session=row.session, share=formatting.in_100(row.still_in_care)
                ),
                formatting.between_100(*row.interval) if row.interval else "",
                ngettext(
                    "{n} episode reached this session", "{n} episodes reached this session", row.at_risk
                ).format(n=formatting.count(row.at_risk)),
            )
            for row in rows
        ),
        "",
    ]
    figure.add_scatter(
        x=x,
        y=y,
        mode="lines",
        line={"color": chart_style.WELLBEING, "width": 2.4, "shape": "hv"},
        text=text,
        name="in care",
        hovertemplate="%{text}<extra></extra>",
    )
    figure.update_yaxes(range=[0, 103], dtick=25)
    step = 1 if len(rows) <= 6 else 2 if len(rows) <= 12 else 4
    figure.update_xaxes(dtick=step, tick0=0, range=[0, last.session + 0.7])
    return figure
