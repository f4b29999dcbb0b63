"""How complete the forms are: of every 100 sessions in a month, how many have an ORS, how many an SRS."""

from __future__ import annotations

import numpy as np

from analytics.quality.results import Quality
from pages.parts import wording
from pages.parts.charts import spec
from pages.parts.charts.drawing import Drawing

HEIGHT = 260  # px
TOP = 104  # of 100, so that a full line is not cut
LABEL = 10  # how far apart two labels must stand, of 100


def draw(quality: Quality) -> Drawing | None:
    """Two lines over the months, 0 to 100; None without a month."""
    if not quality.months:
        return None
    figure = spec.new(HEIGHT, right_labels=True)
    months = np.array([row.month for row in quality.months], dtype="datetime64[D]")
    drawn = {}
    for form, colour, symbol in (("ors", spec.WELLBEING, "circle"), ("srs", spec.ALLIANCE, "square")):
        share = np.array([getattr(row, form) for row in quality.months], dtype=float) * 100
        text = [
            f"<b>{wording.month(row.month)}</b><br>{form.upper()} in {wording.in_100(getattr(row, form))} sessions"
            f"<br>n = {wording.plural(row.n, 'session')}"
            for row in quality.months
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
    upper, lower = sorted(drawn, key=drawn.get, reverse=True)
    if drawn[upper] - drawn[lower] < LABEL:
        middle = min(max((drawn[upper] + drawn[lower]) / 2, LABEL / 2), TOP - LABEL)
        drawn = {upper: middle + LABEL / 2, lower: middle - LABEL / 2}
    for form, height in drawn.items():
        spec.margin_label(figure, height, form.upper())
    figure.update_yaxes(range=[0, TOP], dtick=25)
    figure.update_xaxes(nticks=6, tickformat="%b %y")
    return figure
