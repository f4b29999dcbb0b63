"""Bar chart of the number of therapists per suggested training focus, without names."""

from __future__ import annotations

import numpy as np

from analytics.focus.results import Focus
from analytics.messages import ngettext
from pages.supervision.text import SIGNALS
from pages.ui import chart_style, formatting
from pages.ui.figure import Drawing

ROW = 40  # px


def draw(answer: Focus) -> Drawing | None:
    """Draw one bar per training focus with its number of therapists; return None without suggestions."""
    if not answer.suggested:
        return None
    rows = answer.suggested[::-1]
    figure = chart_style.new(ROW * len(rows) + 50, x_title="therapists")
    figure.add_bar(
        x=np.array([row.n for row in rows]),
        y=np.arange(len(rows)),
        orientation="h",
        width=0.34,
        marker={"color": chart_style.CONTEXT},
        text=[
            ngettext("<b>{signal}</b><br>{n} therapist", "<b>{signal}</b><br>{n} therapists", row.n).format(
                signal=SIGNALS[row.signal], n=formatting.count(row.n)
            )
            for row in rows
        ],
        textposition="none",
        hovertemplate="%{text}<extra></extra>",
    )
    for index, row in enumerate(rows):
        figure.add_annotation(
            x=0, xref="paper", xanchor="left", y=index, yanchor="bottom", yshift=7, showarrow=False,
            text=f"{SIGNALS[row.signal]} · {row.n}", font={"size": chart_style.FONT - 0.5, "color": chart_style.REFERENCE},
        )  # fmt: skip
    figure.update_yaxes(showticklabels=False, range=[-0.4, len(rows) - 0.2], showgrid=False)
    figure.update_xaxes(rangemode="tozero", dtick=max(1, max(row.n for row in rows) // 5), showgrid=False)
    return figure
