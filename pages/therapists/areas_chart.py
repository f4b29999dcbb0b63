"""Chart of a therapist's four SRS areas compared with the practice."""

from __future__ import annotations

import numpy as np

from analytics.focus.results import AREAS, Signal, TherapistFocus
from analytics.messages import gettext
from pages.ui import chart_style, formatting
from pages.ui.figure import Drawing

NAMES = {
    "relationship": "Relationship",
    "goals": "Goals and topics",
    "approach": "Approach or method",
    "overall": "Overall",
}
REACH = 0.8  # points either side of the practice that are always shown


def rows(one: TherapistFocus) -> list[Signal]:
    """Return a therapist's difference from the practice in the four SRS areas, in the form's order."""
    by_name = {signal.signal: signal for signal in one.signals}
    return [by_name[area] for area in AREAS if area in by_name]


def draw(one: TherapistFocus) -> Drawing | None:
    """Draw a therapist's difference from the practice in each SRS area, with 95 % intervals.

    None without forms that have areas.
    """
    signals = rows(one)
    if not signals:
        return None
    figure = chart_style.new(chart_style.HEIGHT["profile"], x_title="points from the practice")
    figure.add_shape(
        type="line", x0=0, x1=0, y0=-0.6, y1=3.6, layer="below",
        line={"color": chart_style.REFERENCE, "width": chart_style.REF_LINE},
    )  # fmt: skip
    for index, signal in enumerate(reversed(signals)):
        low, high = signal.interval
        look = high < 0
        colour = chart_style.LOOK if look else chart_style.ALLIANCE
        figure.add_scatter(
            x=[low, high],
            y=[index, index],
            mode="lines",
            hoverinfo="skip",
            line={"color": colour, "width": 2.4},
        )
        figure.add_scatter(
            x=[signal.difference],
            y=[index],
            mode="markers",
            name=signal.signal,
            marker={"color": colour, "symbol": "diamond" if look else "circle", "size": 12},
            text=[
                gettext(
                    "<b>{signal}</b><br>{difference} points {interval}<br>mean {level}, practice {practice}, n = "
                    "{n}"
                ).format(
                    signal=NAMES[signal.signal],
                    difference=formatting.signed(signal.difference),
                    interval=formatting.between(low, high, first=False, sign=True),
                    level=formatting.number(signal.level),
                    practice=formatting.number(signal.practice),
                    n=signal.n,
                )
            ],
            hovertemplate="%{text}<extra></extra>",
        )
    reach = max(REACH, *(abs(edge) for signal in signals for edge in signal.interval)) * 1.08
    figure.update_xaxes(range=[-reach, reach], nticks=5)
    figure.update_yaxes(
        range=[-0.7, 3.7],
        tickvals=np.arange(4),
        ticktext=[NAMES[signal.signal] for signal in reversed(signals)],
        showgrid=False,
    )
    return figure
