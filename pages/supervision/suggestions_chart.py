"""Bar chart of the number of therapists per suggested practice, without names."""

from __future__ import annotations

import numpy as np

from analytics.focus import practices
from analytics.focus.results import Focus
from analytics.messages import gettext
from pages.supervision import practice_text
from pages.ui import chart_style
from pages.ui.figure import Drawing

ROW = 44  # px


def draw(answer: Focus) -> Drawing | None:
    """Draw one bar per practice with its number of therapists; return None where no number above 0 is shown."""
    if not any(row.n for row in answer.suggested):
        return None
    rows = answer.suggested[::-1]
    named = [(practices()[row.practice].name, practice_text.share(row, answer.n)) for row in rows]
    figure = chart_style.new(ROW * len(rows) + 50, x_title="therapists")
    figure.add_bar(
        x=np.array([row.n or 0 for row in rows]),
        y=np.arange(len(rows)),
        orientation="h",
        width=0.34,
        marker={"color": chart_style.CONTEXT},
        text=[chart_style.hover(f"<b>{name}</b>", share) for name, share in named],
        textposition="none",
        hovertemplate="%{text}<extra></extra>",
    )
    for index, (name, share) in enumerate(named):
        figure.add_annotation(
            x=0, xref="paper", xanchor="left", y=index, yanchor="bottom", yshift=8, showarrow=False,
            text=gettext("{practice} · {share}").format(practice=name, share=share),
            font={"size": chart_style.FONT - 0.5, "color": chart_style.REFERENCE},
        )  # fmt: skip
    figure.update_yaxes(showticklabels=False, range=[-0.4, len(rows) - 0.2], showgrid=False)
    most = max(row.n or 0 for row in rows)
    figure.update_xaxes(rangemode="tozero", dtick=max(1, most // 5), showgrid=False)
    return figure
