"""Small chart of one measure by month, with average, range of chance variation and marks.

A point after a change is an amber diamond, an unusual month an amber dot; a period that can still change is a grey
ring. Four of these stand side by side, so the height is small and the vertical axis is each one's own; `axis` says
where it starts.
"""

from __future__ import annotations

import numpy as np

from analytics.messages import gettext
from analytics.outcomes.month_results import Point, Series
from analytics.outcomes.results import Overview
from pages.ui import chart_style, formatting
from pages.ui.figure import Drawing

HEIGHT = 150  # px
COLOUR = {
    "reliable_improvement": chart_style.WELLBEING,
    "unplanned": chart_style.WELLBEING,
    "early_alliance": chart_style.ALLIANCE,
    "forms": chart_style.CONTEXT,
}
_STEPS = (1, 2, 5, 10, 20, 25, 50)  # tick steps, in 100 or points


def find(overview: Overview, measure: str) -> Series | None:
    """Return the monthly series of one measure in the Overview answer; None if there is none."""
    return next((series for series in overview.series if series.measure == measure), None)


def axis(series: Series) -> tuple[float, float, float]:
    """Return (minimum, maximum, tick step) of a vertical axis with room for all points."""
    scale = 100 if series.kind == "share" else 1
    top = 100 if scale == 100 else 40
    drawn = [
        min(max(value * scale, 0), top)
        for point in series.points
        for value in (point.value, point.lower, point.upper)
        if value is not None
    ]
    if not drawn:
        return 0, top, top / 2
    drawn += _room(min(drawn), max(drawn), top)
    step = next((step for step in _STEPS if (max(drawn) - min(drawn)) / step <= 3), _STEPS[-1])
    low, high = np.floor(min(drawn) / step) * step, np.ceil(max(drawn) / step) * step
    return float(low), float(min(high, top)), float(step)


def _room(low: float, high: float, top: float) -> tuple[float, float]:
    """Widen the range (low, high) to at least a tenth of the scale, within 0 to `top`."""
    more = max(0.0, top / 10 - (high - low)) / 2
    low, high = low - more, high + more
    shift = min(0.0, top - high) or max(0.0, -low)
    return max(0.0, low + shift), min(top, high + shift)


def shown(series: Series) -> bool:
    """Return whether a monthly series has points to show."""
    given = [point.n or 0 for point in series.points if point.value is not None]
    return bool(given) and (series.state != "too_early" or max(given) >= formatting.SMALL)


def draw(overview: Overview, *, measure: str) -> Drawing | None:
    """Draw the small monthly chart of one measure; return None if it has no points to show."""
    series = find(overview, measure)
    if series is None or not shown(series):
        return None
    figure = chart_style.new(HEIGHT)
    scale = 100 if series.kind == "share" else 1
    months = np.array([point.month for point in series.points], dtype="datetime64[D]")
    values = _column(series, "value", scale)
    _limits(figure, series, months, scale)
    whole = ~np.array([point.incomplete for point in series.points])
    line = np.where(whole, values, np.nan)
    colour = COLOUR.get(measure, chart_style.CONTEXT)
    figure.add_scatter(x=months, y=line, mode="lines", line={"color": colour, "width": 1.8}, hoverinfo="skip")
    _dots(figure, series, months, values, colour)
    low, high, step = axis(series)
    pad = (high - low) * 0.06
    figure.update_yaxes(range=[low - pad, high + pad], dtick=step, tick0=low)
    figure.update_xaxes(nticks=4, tickformat=chart_style.MONTH_TICKS, hoverformat=chart_style.MONTH_HOVER)
    figure.update_layout(margin={"l": 4, "r": 14, "t": 8, "b": 0})
    return figure


def _column(series: Series, name: str, scale: float) -> np.ndarray:
    values = [getattr(point, name) for point in series.points]
    return np.array([np.nan if value is None else value * scale for value in values])


def _limits(figure: Drawing, series: Series, months: np.ndarray, scale: float) -> None:
    """Draw the average and the grey range of chance variation, if the series is long enough."""
    lower, centre, upper = (_column(series, name, scale) for name in ("lower", "centre", "upper"))
    held = ~np.isnan(lower)
    if not held.any():
        return
    edge = {"color": chart_style.CLEAR, "width": 0, "shape": "hvh"}
    figure.add_scatter(x=months[held], y=upper[held], mode="lines", line=edge, hoverinfo="skip")
    figure.add_scatter(
        x=months[held],
        y=lower[held],
        mode="lines",
        line=edge,
        fill="tonexty",
        fillcolor=chart_style.tint(chart_style.CONTEXT, 0.16),
        hoverinfo="skip",
    )
    figure.add_scatter(
        x=months[held],
        y=centre[held],
        mode="lines",
        line={"color": chart_style.REFERENCE, "width": chart_style.REF_LINE},
        hoverinfo="skip",
    )


def _dots(figure: Drawing, series: Series, months: np.ndarray, values: np.ndarray, colour: str) -> None:
    """Draw the points of a monthly series, with different marks after a change, for an unusual and for incomplete months."""
    kinds = np.array(
        ["incomplete" if point.incomplete else point.signal or "quiet" for point in series.points]
    )
    looks = {
        "quiet": {"color": colour, "size": 6},
        "incomplete": {
            "color": chart_style.CONTEXT,
            "size": 7,
            "symbol": "circle-open",
            "line": {"width": 1.5, "color": chart_style.CONTEXT},
        },
        "changed": {"color": chart_style.LOOK, "size": 11, "symbol": "diamond"},
        "unusual_month": {"color": chart_style.LOOK, "size": 11, "symbol": "circle"},
    }
    text = np.array([hover(series, index) for index in range(len(series.points))])
    for kind, marker in looks.items():
        of_kind = (kinds == kind) & ~np.isnan(values)
        if of_kind.any():
            figure.add_scatter(
                x=months[of_kind],
                y=values[of_kind],
                mode="markers",
                marker=marker,
                text=text[of_kind],
                hovertemplate="%{text}<extra></extra>",
                name=kind,
            )


def hover(series: Series, index: int) -> str:
    """Return the hover text of a point: month, value, n, chance range, and what is said of it."""
    point = series.points[index]
    if point.value is None:
        return ""
    share = series.kind == "share"
    value = (
        formatting.in_100(point.value)
        if share
        else gettext("{value} points").format(value=formatting.number(point.value))
    )
    when = gettext("<b>{month} (quarter)</b>") if point.grain == "quarter" else "<b>{month}</b>"
    lines = [
        when.format(month=formatting.month(point.month)),
        gettext("{value}, n = {n}").format(value=value, n=formatting.count(point.n)),
    ]
    if point.incomplete:
        lines.append("this period is not complete yet")
    elif point.lower is not None and point.upper is not None:
        limits = formatting.between_100 if share else formatting.between
        lines.append(
            gettext("chance alone: {limits}").format(
                limits=limits(point.lower, point.upper, first=False).strip("()")
            )
        )
        lines.append(_where(point))
    return "<br>".join(lines)


def _where(point: Point) -> str:
    """Return whether a point lies after a change, outside or inside the range of chance variation."""
    if point.signal == "changed":
        return "after the change"
    value, lower, upper = point.value, point.lower, point.upper
    if value is None or lower is None or upper is None or lower <= value <= upper:
        return "inside that range"
    return "outside that range"
