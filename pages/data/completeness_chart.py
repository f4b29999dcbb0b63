"""Chart of form completeness by month: share of sessions with an ORS, and with an SRS."""

from __future__ import annotations

import numpy as np

from analytics.filters import month_start
from analytics.messages import gettext, ngettext
from analytics.quality.results import CompletenessMonth, Quality
from pages.ui import chart_style, formatting
from pages.ui.figure import Drawing

HEIGHT = 260  # px
TOP = 104  # of 100, so that a full line is not cut
SHORT = np.timedelta64(
    125, "D"
)  # up to here each month drawn has its tick, else a month would be named twice
LABEL = 10  # how far apart two labels must stand, of 100
FEW = 10  # sessions; where most months have fewer, quarters are drawn, else every missing form is a deep dent


def draw(quality: Quality, *, has_srs: bool = True) -> Drawing | None:
    """Draw the share of sessions with an ORS and with an SRS by month; return None without data.

    has_srs: whether the export holds an SRS; otherwise only the ORS is drawn.
    """
    if not quality.months:
        return None
    figure = chart_style.new(HEIGHT, right_labels=True)
    rows = points(quality)
    months = np.array([row.month for row in rows], dtype="datetime64[D]")
    named = gettext("Three months from {month}") if by_quarter(quality) else "{month}"
    drawn = {}
    forms = (("ors", chart_style.WELLBEING, "circle"), ("srs", chart_style.ALLIANCE, "square"))
    for form, colour, symbol in forms[: 1 + has_srs]:
        share = np.array([getattr(row, form) for row in rows], dtype=float) * 100
        text = [
            ngettext(
                "<b>{span}</b><br>{form} in {share} sessions<br>n = {n} session",
                "<b>{span}</b><br>{form} in {share} sessions<br>n = {n} sessions",
                row.n,
            ).format(
                n=formatting.count(row.n),
                span=named.format(month=formatting.month(row.month)),
                form=form.upper(),
                share=formatting.in_100(getattr(row, form)),
            )
            for row in rows
        ]
        figure.add_scatter(
            x=months,
            y=share,
            mode="lines+markers",
            name=form,
            text=text,
            hovertemplate="%{text}<extra></extra>",
            line={"color": colour, "width": 2.2},
            marker={"color": colour, "size": 6, "symbol": symbol},
        )
        drawn[form] = share[-1]
    for form, height in _spread_labels(drawn).items():
        chart_style.margin_label(figure, height, form.upper())
    figure.update_yaxes(range=[0, TOP], dtick=25)
    ticks = {"tickvals": months} if months[-1] - months[0] <= SHORT else {"nticks": 6}
    figure.update_xaxes(tickformat=chart_style.MONTH_TICKS, **ticks)
    return figure


def by_quarter(quality: Quality) -> bool:
    """Return whether to draw quarters instead of months, because most months have fewer than ten sessions."""
    return bool(quality.months) and float(np.median([row.n for row in quality.months])) < FEW


def points(quality: Quality) -> list[CompletenessMonth]:
    """Return the rows to draw: one per month, or one per quarter with the date of its first month."""
    if not by_quarter(quality):
        return list(quality.months)
    quarters: dict = {}
    for row in quality.months:
        quarters.setdefault(month_start(row.month, (row.month.month - 1) % 3), []).append(row)
    joined = []
    for first, rows in quarters.items():
        n = sum(row.n for row in rows)
        ors, srs = (sum(getattr(row, form) * row.n for row in rows) / n for form in ("ors", "srs"))
        joined.append(CompletenessMonth(first, ors, srs, n))
    return joined


def _spread_labels(heights: dict[str, float]) -> dict[str, float]:
    """Return the heights of the labels of both lines, moved apart so that the labels do not overlap."""
    upper, *others = sorted(heights, key=lambda form: heights[form], reverse=True)
    if not others or heights[upper] - heights[others[-1]] >= LABEL:
        return heights
    lower = others[-1]
    middle = min(max((heights[upper] + heights[lower]) / 2, LABEL / 2), TOP - LABEL)
    return {upper: middle + LABEL / 2, lower: middle - LABEL / 2}
