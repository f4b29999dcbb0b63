"""Panels and axes of a chart drawn by matplotlib: places, ranges, ticks, grid, margins."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from pages.report.svg_traces import colour, column
from pages.ui.formatting import MINUS, MONTHS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.transforms import Transform

INK = "rgb(60, 62, 66)"  # words of a chart; on white paper the grey of the screen would be pale
TEXT_SCALE = 1.12  # the letters of the font on paper are smaller than those of the screen
LETTER = 0.5  # width of a usual letter in font sizes
LINE = 1.3  # height of a line in font sizes
GAP = 5  # px between tick labels and the panel
PAD = 0.04  # part of the range left free at both ends where a chart sets no range
TICKS = 6
_MONTH_STEPS = (1, 2, 3, 4, 6, 12, 24, 36, 60)
_FIRST_DAY = datetime.date(1970, 1, 1)  # day 0 of matplotlib's dates


@dataclass(frozen=True)
class Canvas:
    """Figure with its panels by the name of their vertical axis, and the box that holds them all.

    box: left, bottom, width and height in px, margins left out. size: width and height of the whole in px.
    """

    figure: Figure
    panels: Mapping[str, Axes]
    box: tuple[float, float, float, float]
    size: tuple[float, float]

    def place(self, xref: str, yref: str) -> tuple[Axes, Transform]:
        """Return the panel and the coordinate transform for a Plotly shape or text with these `xref` and `yref`."""
        from matplotlib.transforms import Affine2D, blended_transform_factory

        axes = self.panels.get(yref.split()[0], self.panels["y"])
        across = axes.transData if xref == "x" else axes.transAxes
        if yref == "paper":
            _, low, _, tall = self.box
            up: Transform = (
                Affine2D().scale(1, tall / self.size[1]).translate(0, low / self.size[1])
                + self.figure.transFigure
            )
        else:
            up = axes.transAxes if yref.endswith("domain") else axes.transData
        return axes, blended_transform_factory(across, up)


@dataclass(frozen=True)
class Ticks:
    """Places and labels of the ticks of one axis."""

    places: Sequence[float]
    labels: Sequence[str]


def panels(figure: Figure, frame: Mapping[str, Any]) -> dict[str, Axes]:
    """Return an empty panel for each vertical axis of a chart: `y`, and `y2` below it if there are two."""
    made = {}
    for name in sorted(key for key in frame if key.startswith("yaxis")):
        axes = figure.add_axes((0, 0, 1, 1), label=name)
        axes.patch.set_visible(False)
        for spine in axes.spines.values():
            spine.set_visible(False)
        made[name.replace("axis", "")] = axes
    return made


def settle(
    figure: Figure,
    panels: Mapping[str, Axes],
    frame: Mapping[str, Any],
    size: tuple[float, float],
    dates: bool,
) -> Canvas:
    """Set ranges, ticks, grid and positions of all panels, after their traces are drawn."""
    across = _range(frame["xaxis"], [axes.dataLim.intervalx for axes in panels.values()])
    up = {name: _range(_axis(frame, name), [axes.dataLim.intervaly]) for name, axes in panels.items()}
    x_ticks = month_ticks(across, frame["xaxis"]) if dates else number_ticks(across, frame["xaxis"])
    y_ticks = {name: number_ticks(up[name], _axis(frame, name)) for name in panels}
    box = _box(frame, x_ticks, y_ticks.values(), size)
    left, low, wide, tall = box
    lowest = frame["xaxis"].get("anchor", "y")
    for name, axes in panels.items():
        settings = _axis(frame, name)
        bottom, top = settings.get("domain", (0, 1))
        axes.set_position(
            (left / size[0], (low + bottom * tall) / size[1], wide / size[0], (top - bottom) * tall / size[1])
        )
        axes.set_xlim(*across)
        axes.set_ylim(*up[name])
        _ticks(axes, "x", frame["xaxis"], x_ticks, labelled=name == lowest)
        _ticks(axes, "y", settings, y_ticks[name], labelled=settings.get("showticklabels", True))
    if words := frame["xaxis"].get("title", {}).get("text"):
        panels[lowest].set_xlabel(words, fontsize=_font(frame["xaxis"]["title"]), color=colour(INK))
    return Canvas(figure, panels, box, size)


def _axis(frame: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return the settings of the vertical axis `y` or `y2`."""
    return frame[name.replace("y", "yaxis")]


def _font(settings: Mapping[str, Any]) -> float:
    return settings.get("font", settings)["size"] * TEXT_SCALE


def _range(settings: Mapping[str, Any], data: Iterable[Sequence[float]]) -> tuple[float, float]:
    """Return the range of an axis: the chart's own, else that of the data with some room."""
    if "range" in settings:
        low, high = column(settings["range"])
        return float(low), float(high)
    ends = [end for interval in data for end in interval if math.isfinite(end)] or [0.0, 1.0]
    low, high = min(ends), max(ends)
    room = (high - low or 1.0) * PAD
    return (0.0 if settings.get("rangemode") == "tozero" else low - room), high + room


def number_ticks(across: tuple[float, float], settings: Mapping[str, Any]) -> Ticks:
    """Return the ticks of an axis of numbers: those the chart lists, else at steps of 1, 2 or 5."""
    low, high = min(across), max(across)
    if "tickvals" in settings:
        places = [float(one) for one in settings["tickvals"]]
        words = settings.get("ticktext") or [_number(one, 0 if one == int(one) else 1) for one in places]
        return Ticks(places, [str(one).replace("<br>", " ") for one in words])
    step = settings.get("dtick") or _step((high - low) / max(settings.get("nticks", TICKS) - 1, 1))
    start = settings.get("tick0", 0)
    first, last = math.ceil((low - start) / step - 1e-9), math.floor((high - start) / step + 1e-9)
    places = [start + index * step for index in range(first, last + 1)]
    digits = max(0, -math.floor(math.log10(step) + 1e-9))
    return Ticks(places, [_number(one, digits) for one in places])


def _step(least: float) -> float:
    """Return the smallest of 1, 2 or 5 times a power of ten that is not below `least`."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(times * power for times in (1, 2, 5, 10) if times * power >= least * (1 - 1e-9))


def _number(value: float, digits: int) -> str:
    text = f"{abs(value):,.{digits}f}"
    return f"{MINUS}{text}" if value < 0 and float(text.replace(",", "")) else text


def month_ticks(across: tuple[float, float], settings: Mapping[str, Any]) -> Ticks:
    """Return ticks at the first days of months, at most as many as the chart wants."""
    first, last = (_FIRST_DAY + datetime.timedelta(days=math.floor(end)) for end in across)
    months = [
        datetime.date(index // 12, index % 12 + 1, 1)
        for index in range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    ]
    inside = [day for day in months if across[0] <= (day - _FIRST_DAY).days <= across[1]]
    most = settings.get("nticks", TICKS)
    step = next((one for one in _MONTH_STEPS if len(inside) / one <= most), _MONTH_STEPS[-1])
    shown = [day for day in inside if (day.year * 12 + day.month - 1) % step == 0]
    return Ticks(
        [(day - _FIRST_DAY).days for day in shown], [f"{MONTHS[day.month - 1]} {day:%y}" for day in shown]
    )


def _box(
    frame: Mapping[str, Any], x_ticks: Ticks, y_ticks: Iterable[Ticks], size: tuple[float, float]
) -> tuple[float, float, float, float]:
    """Return left, bottom, width and height in px of what the margins and axis labels leave."""
    margin, letter = frame["margin"], _font(frame["xaxis"]["tickfont"])
    shown = frame["yaxis"].get("showticklabels", True)
    longest = max((len(words) for ticks in y_ticks for words in ticks.labels), default=0) if shown else 0
    left = margin["l"] + longest * letter * LETTER + (GAP if longest else 0)
    right = max(margin["r"], len(x_ticks.labels[-1]) * letter * LETTER / 2 if x_ticks.labels else 0)
    low = margin["b"]
    if frame["xaxis"].get("showticklabels", True):
        low += 4 + letter * LINE
    if frame["xaxis"].get("title", {}).get("text"):
        low += _font(frame["xaxis"]["title"]) * LINE + 2
    return left, low, size[0] - left - right, size[1] - low - margin["t"]


def _ticks(
    axes: Axes, which: Literal["x", "y"], settings: Mapping[str, Any], ticks: Ticks, *, labelled: bool
) -> None:
    axis = axes.xaxis if which == "x" else axes.yaxis
    shown = labelled and settings.get("showticklabels", True)
    axis.set_ticks(list(ticks.places), labels=list(ticks.labels) if shown else [""] * len(ticks.labels))
    axes.tick_params(
        axis=which, length=settings.get("ticklen", 0) if shown and settings.get("ticks") else 0, width=0.8,
        color=colour(settings.get("tickcolor", "rgba(0, 0, 0, 0)")), pad=2 if which == "x" else GAP - 1,
        labelsize=_font(settings["tickfont"]), labelcolor=colour(INK),
    )  # fmt: skip
    if settings.get("showgrid"):
        axis.grid(True, color=colour(settings["gridcolor"]), linewidth=0.8, zorder=0)
    axes.set_axisbelow(True)
