"""Chart of episode starts and ends by month, with the mean first ORS in a panel below."""

from __future__ import annotations

import numpy as np

from analytics.messages import gettext, ngettext
from analytics.outcomes.results import Overview, Seen
from pages.ui import chart_style, formatting
from pages.ui.figure import Drawing

HEIGHT, ALONE = 300, 180  # px, with both panels and with the upper one alone
LEAST = 3  # starts or ends in the fullest month; under it there is no course to see
FEWEST = 5  # starts in a month from which their mean is drawn; of fewer its range spans most of the form
_COUNTED = {
    "starts": ("<b>{month}</b><br>{n} start", "<b>{month}</b><br>{n} starts"),
    "ends": ("<b>{month}</b><br>{n} end", "<b>{month}</b><br>{n} ends"),
}
_UPPER, _LOWER = (0.47, 1.0), (0.0, 0.30)  # parts of the figure's height


def means(overview: Overview) -> list[Seen]:
    """Return the complete months in which at least `FEWEST` episodes began, so that a mean can be shown.

    Empty if they are under half of the complete months.
    """
    whole = [row for row in overview.seen if not row.incomplete]
    given = [row for row in whole if row.intake.estimate is not None and row.intake.n >= FEWEST]
    return given if 2 * len(given) >= len(whole) else []


def hidden(overview: Overview) -> int:
    """Count the complete months whose number of started or ended episodes is too small to show."""
    return sum(None in (row.starts, row.ends) for row in overview.seen if not row.incomplete)


def draw(overview: Overview) -> Drawing | None:
    """Draw episode starts and ends by month, with the mean first ORS below.

    Return None if most months are withheld.

    Incomplete months and those too small to show are left open.
    """
    seen = overview.seen
    most = max((n for row in seen for n in (row.starts, row.ends) if n is not None), default=0)
    if most < LEAST or 2 * hidden(overview) >= sum(not row.incomplete for row in seen):
        return None
    below = bool(means(overview))
    figure = chart_style.new(HEIGHT if below else ALONE, right_labels=below)
    months = np.array([row.month for row in seen], dtype="datetime64[D]")
    whole = np.array([not row.incomplete for row in seen])
    for name, colour, dash, label in (
        ("starts", chart_style.CONTEXT, "solid", "starts"),
        ("ends", chart_style.CONTEXT, "dash", "ends"),
    ):
        values = np.array(
            [np.nan if getattr(row, name) is None else getattr(row, name) for row in seen], dtype=float
        )
        _area(figure, months, np.where(whole, values, np.nan), colour, dash, label)
    _counts(figure, overview)
    figure.update_xaxes(nticks=6, tickformat=chart_style.MONTH_TICKS)
    if below:
        _intake(figure, overview, months)
    return figure


def _area(
    figure: Drawing, months: np.ndarray, values: np.ndarray, colour: str, dash: str, label: str
) -> None:
    text = [
        ngettext(*_COUNTED[label], int(n)).format(month=formatting.month(day.item()), n=formatting.count(n))
        if n == n
        else ""
        for day, n in zip(months, values, strict=True)
    ]
    figure.add_scatter(
        x=months,
        y=values,
        mode="lines",
        line={"color": colour, "width": 1.8, "dash": dash},
        fill="tozeroy" if dash == "solid" else None,
        fillcolor=chart_style.tint(colour, 0.14),
        text=text,
        hovertemplate="%{text}<extra></extra>",
        name=label,
    )


def _counts(figure: Drawing, overview: Overview) -> None:
    """Make the vertical axis of the counts begin at 0, with whole numbers as ticks."""
    most = max((n for row in overview.seen for n in (row.starts, row.ends) if n is not None), default=0)
    figure.update_layout(yaxis={"rangemode": "tozero", **({"dtick": 1} if most <= 4 else {"nticks": 4})})


def _intake(figure: Drawing, overview: Overview, months: np.ndarray) -> None:
    """Draw the lower panel: mean first ORS by month of start, and the cutoff line."""
    below = {"domain": _LOWER, "anchor": "x", "range": [-1, 41], "tickvals": [0, 20, 40]}
    figure.update_layout(yaxis={"domain": _UPPER}, yaxis2=below)
    figure.update_xaxes(anchor="y2")
    given = [(np.datetime64(row.month, "D"), row.intake) for row in means(overview)]
    x = np.array([day for day, _ in given])
    y = np.array([intake.estimate for _, intake in given])
    low, high = (
        np.array([(intake.interval or (intake.estimate,) * 2)[end] for _, intake in given]) for end in (0, 1)
    )
    text = [
        gettext("<b>{item}</b><br>mean start {estimate}, n = {n}").format(
            item=formatting.month(day.item()), estimate=formatting.number(intake.estimate), n=intake.n
        )
        for day, intake in given
    ]
    figure.add_scatter(
        x=x,
        y=y,
        yaxis="y2",
        mode="markers",
        marker={"color": chart_style.WELLBEING, "size": 7},
        text=text,
        error_y={
            "type": "data",
            "symmetric": False,
            "array": high - y,
            "arrayminus": y - low,
            "width": 0,
            "color": chart_style.WELLBEING,
            "thickness": 1.4,
        },
        hovertemplate="%{text}<extra></extra>",
        name="intake",
    )
    if overview.cutoff is not None:
        figure.add_scatter(
            x=months[[0, -1]],
            y=np.full(2, overview.cutoff),
            yaxis="y2",
            mode="lines",
            line={"color": chart_style.REFERENCE, "width": chart_style.REF_LINE, "dash": "dash"},
            hoverinfo="skip",
        )
        chart_style.margin_label(
            figure, overview.cutoff, gettext("{cutoff:g} cutoff").format(cutoff=overview.cutoff), yref="y2"
        )
