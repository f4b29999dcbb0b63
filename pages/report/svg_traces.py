"""Traces of a chart (lines, marks, areas, bars) drawn by matplotlib."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import numpy as np

if TYPE_CHECKING:
    from matplotlib.axes import Axes

T = TypeVar("T")
Colour = tuple[float, float, float, float]

_DASH = {"solid": "-", "dash": (0, (5, 3)), "dot": (0, (1.2, 2.0))}
_STEP = {"linear": "default", "hv": "steps-post", "hvh": "steps-mid"}
_BETWEEN: dict[str, Literal["post", "mid"]] = {"hv": "post", "hvh": "mid"}
_MARKS: dict[str, str | tuple[int, int, int]] = {
    "circle": "o", "circle-open": "o", "diamond": "D", "diamond-open": "D", "square": (4, 0, 45), "triangle-down": "v",
    "x-thin": "x", "line-ns": "|",
}  # fmt: skip
_TURNED = (
    0.72  # matplotlib's diamond is a turned square of the size's side, Plotly's has the size as its width
)
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class NotDrawable(ValueError):
    """Error for a kind of trace, mark or shape that cannot be drawn on paper."""


def known(table: Mapping[str, T], name: str, what: str) -> T:
    """Return matplotlib's equivalent of a Plotly name from a table; `what` says in the error what was looked up.

    Raises
    ------
    NotDrawable
        The name is not in the table.
    """
    if name not in table:
        raise NotDrawable(f"{what} called {name}")
    return table[name]


def colour(text: str) -> Colour:
    """Convert `rgb(r, g, b)` or `rgba(r, g, b, a)` to four numbers from 0 to 1."""
    parts = [float(part) for part in re.findall(r"[\d.]+", text)]
    red, green, blue = (part / 255 for part in parts[:3])
    return red, green, blue, parts[3] if len(parts) > 3 else 1.0


def column(values: Sequence[Any]) -> np.ndarray:
    """Convert the values of a trace to numbers, days as matplotlib counts them; None becomes NaN."""
    given = [value for value in values if value is not None]
    if given and isinstance(given[0], str) and _ISO_DAY.match(given[0]):
        from matplotlib.dates import date2num

        return np.array(
            [
                np.nan if value is None else date2num(datetime.date.fromisoformat(value[:10]))
                for value in values
            ]
        )
    return np.array([np.nan if value is None else float(value) for value in values])


def has_days(traces: Sequence[Mapping[str, Any]]) -> bool:
    """Return whether the horizontal axis of these traces counts days."""
    given = [value for trace in traces for value in trace["x"][:1]]
    return bool(given) and isinstance(given[0], str) and _ISO_DAY.match(given[0]) is not None


def line_look(line: Mapping[str, Any]) -> dict[str, Any]:
    """Return matplotlib's properties for a Plotly line: colour, width, dashes."""
    return {
        "color": colour(line.get("color", "rgba(0, 0, 0, 0)")),
        "linewidth": line.get("width", 2),
        "linestyle": known(_DASH, line.get("dash", "solid"), "dashes"),
    }


def draw(axes: Axes, trace: Mapping[str, Any], *, below: Mapping[str, Any] | None) -> None:
    """Draw one trace on a panel.

    below: the trace before this one, for an area between the two.

    Raises
    ------
    NotDrawable
        The trace is of a kind that is not known here.
    """
    if trace["type"] == "bar":
        _bars(axes, trace)
        return
    if trace["type"] != "scatter":
        raise NotDrawable(f"a trace called {trace['type']}")
    x, y = column(trace["x"]), column(trace["y"])
    _area(axes, trace, x, y, below)
    mode = trace.get("mode", "lines")
    if "error_y" in trace:
        _error_bars(axes, trace, x, y)
    if "lines" in mode and colour(trace["line"]["color"])[3] > 0:
        step = known(_STEP, trace["line"].get("shape", "linear"), "a line")
        axes.plot(
            x, y, drawstyle=step, alpha=trace.get("opacity"), solid_capstyle="butt", zorder=2,
            clip_on=trace.get("cliponaxis", True), **line_look(trace["line"]),
        )  # fmt: skip
    if "markers" in mode:
        _marks(axes, trace, x, y)
    if "text" in mode:
        font = trace["textfont"]
        for left, up, words in zip(x, y, trace["text"], strict=True):
            axes.text(
                left, up, words, fontsize=font["size"], color=colour(font["color"]), ha="center", va="center"
            )


def _area(
    axes: Axes, trace: Mapping[str, Any], x: np.ndarray, y: np.ndarray, below: Mapping[str, Any] | None
) -> None:
    kind = trace.get("fill")
    if kind is None:
        return
    shown = {"facecolor": colour(trace["fillcolor"]), "linewidth": 0, "zorder": 1}
    if kind == "toself":
        for part in _parts(x, y):
            axes.fill(*part, **shown)
    elif kind == "tozeroy":
        axes.fill_between(x, y, 0, **shown)
    elif kind == "tonexty" and below is not None:
        axes.fill_between(
            x, y, column(below["y"]), step=_BETWEEN.get(trace["line"].get("shape", "")), **shown
        )
    else:
        raise NotDrawable(f"fill {kind}")


def _parts(x: np.ndarray, y: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    """Split an outline at its gaps into closed polygons."""
    gaps = np.flatnonzero(np.isnan(x) | np.isnan(y))
    edges = [-1, *gaps.tolist(), len(x)]
    return [
        (x[start + 1 : end], y[start + 1 : end])
        for start, end in zip(edges[:-1], edges[1:], strict=True)
        if end - start > 2
    ]


def _marks(axes: Axes, trace: Mapping[str, Any], x: np.ndarray, y: np.ndarray) -> None:
    marker = trace["marker"]
    symbol = marker.get("symbol", "circle")
    shown, is_open = colour(marker["color"]), symbol.endswith("-open") or symbol in ("x-thin", "line-ns")
    edge = marker.get("line", {})
    size = marker.get("size", 6) * (_TURNED if symbol.startswith("diamond") else 1)
    axes.plot(
        x, y, linestyle="none", marker=known(_MARKS, symbol, "a mark"), markersize=size,
        markerfacecolor="none" if is_open else shown, alpha=marker.get("opacity", trace.get("opacity")),
        markeredgecolor=colour(edge["color"]) if edge.get("color") else shown,
        markeredgewidth=edge.get("width", 1.0 if is_open else 0.0), zorder=4,
        clip_on=trace.get("cliponaxis", True),
    )  # fmt: skip


def _error_bars(axes: Axes, trace: Mapping[str, Any], x: np.ndarray, y: np.ndarray) -> None:
    bars = trace["error_y"]
    above = column(bars["array"])
    under = column(bars.get("arrayminus", bars["array"]))
    axes.vlines(x, y - under, y + above, color=colour(bars["color"]), linewidth=bars["thickness"], zorder=2)


def _bars(axes: Axes, trace: Mapping[str, Any]) -> None:
    marker = trace["marker"]
    edge = marker.get("line", {})
    look = {
        "color": colour(marker["color"]), "alpha": marker.get("opacity"), "zorder": 2,
        "linewidth": edge.get("width", 0), "edgecolor": colour(edge["color"]) if edge.get("color") else "none",
    }  # fmt: skip
    x, y = column(trace["x"]), column(trace["y"])
    width = trace.get("width", 0.8)
    if trace.get("orientation") == "h":
        axes.barh(y, x, height=width, **look)
    else:
        axes.bar(x, y, width=width, **look)
