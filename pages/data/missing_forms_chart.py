"""Heat map of the number of missing forms, with a row per therapist and a column per week.

Five steps of grey; the number says the same. A week without a session stays empty.
"""

from __future__ import annotations

import datetime
from collections import Counter

import numpy as np

from analytics.messages import ngettext
from analytics.quality.results import MissingForms, Quality
from pages.data.text import MOST_ROWS
from pages.ui import chart_style, formatting, heatmap_cells
from pages.ui.figure import Drawing

ROW = 24  # px a therapist
FORMS = {"srs": "without_srs", "ors": "without_ors"}
_SHADES = tuple(chart_style.tint(chart_style.CONTEXT, alpha) for alpha in (0.08, 0.18, 0.28, 0.38, 0.48))
_FROM = (0, 1, 2, 4, 6)  # sessions without a form from which each shade starts


def people(quality: Quality, form: str) -> list[str]:
    """Return the row labels of the heat map, sorted by therapist code.

    At most MOST_ROWS: those with most forms missing.
    """
    codes = {row.therapist: row.therapist_name for row in quality.missing_forms}
    shown: list[str | None] = list(codes)
    if len(codes) > MOST_ROWS:
        missing: Counter = Counter()
        for row in quality.missing_forms:
            missing[row.therapist] += getattr(row, FORMS[form])
        shown = [code for code, _ in missing.most_common(MOST_ROWS)]
    return [label(code, codes[code]) for code in sorted(shown, key=lambda code: (code is None, code or ""))]


def label(code: str | None, name: str | None) -> str:
    """Return a row label: the therapist's name, else the code, else `no therapist given`."""
    return name or code or "no therapist given"


def draw(quality: Quality, *, form: str = "srs") -> Drawing | None:
    """Draw a heat map of sessions without this form by therapist and week; return None without data."""
    if not quality.missing_forms:
        return None
    order = people(quality, form)
    weeks = _weeks(quality)
    figure = chart_style.new(ROW * len(order) + 40)
    at = {name: len(order) - 1 - index for index, name in enumerate(order)}
    rows = [row for row in quality.missing_forms if label(row.therapist, row.therapist_name) in at]
    x = np.array([weeks.index(row.week) for row in rows])
    y = np.array([at[label(row.therapist, row.therapist_name)] for row in rows])
    missing = np.array([getattr(row, FORMS[form]) for row in rows])
    steps = np.searchsorted(_FROM, missing, side="right") - 1
    for step, colour in enumerate(_SHADES):
        in_step = steps == step
        heatmap_cells.draw_cells(figure, x[in_step], y[in_step], 0.92, 0.88, colour)
    figure.add_scatter(
        x=x,
        y=y,
        mode="text",
        text=[str(n) if n else "" for n in missing],
        marker={"color": chart_style.CLEAR},
        name="missing",
        textfont={"size": 11, "color": chart_style.REFERENCE},
        hovertext=[_hover(row, FORMS[form]) for row in rows],
        hovertemplate="%{hovertext}<extra></extra>",
    )
    figure.update_yaxes(
        tickvals=list(at.values()),
        ticktext=[_short(name) for name in at],
        showgrid=False,
        range=[-0.6, len(order) - 0.4],
    )
    figure.update_layout(
        minreducedheight=ROW
    )  # else a chart of two rows has no room for the names of its weeks
    shown = weeks[:: 3 if len(weeks) > 6 else 1]
    figure.update_xaxes(
        side="bottom",
        tickvals=[weeks.index(week) for week in shown],
        ticktext=[formatting.day_of_month(week) for week in shown],
        range=[-0.6, len(weeks) - 0.4],
    )
    return figure


def _weeks(quality: Quality) -> list[datetime.date]:
    """List the Mondays from the first to the last week with sessions."""
    held = [row.week for row in quality.missing_forms]
    n = (max(held) - min(held)).days // 7
    return [min(held) + datetime.timedelta(weeks=week) for week in range(n + 1)]


def _hover(row: MissingForms, column: str) -> str:
    missing = getattr(row, column)
    forms = ngettext("{n} form", "{n} forms", missing).format(n=formatting.count(missing))
    return ngettext(
        "<b>{therapist}, week of {day}</b><br>{forms} missing of {n} session",
        "<b>{therapist}, week of {day}</b><br>{forms} missing of {n} sessions",
        row.sessions,
    ).format(
        therapist=label(row.therapist, row.therapist_name),
        day=formatting.day(row.week),
        forms=forms,
        n=formatting.count(row.sessions),
    )


def _short(name: str) -> str:
    return name if len(name) <= 16 else f"{name[:15]}…"
