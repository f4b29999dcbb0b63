"""Plotly figure made of plain dictionaries, ten times faster to build than `graph_objects` figures.

`go.Figure` checks every property as it is set, which takes 20 ms and more for one chart, on every new filter.
Here the properties go straight into the dictionaries that Plotly sends; `checked` builds the `go.Figure` from
them, and a test does so for every chart: a misspelt property fails there instead of being dropped by a browser.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
from plotly.basedatatypes import BaseFigure

_AS_IT_IS = frozenset({str, int, bool, type(None)})
DIGITS = 4  # decimals that are sent; a screen has fewer


class Drawing(BaseFigure):
    """Traces and layout of one Plotly chart as nested dictionaries.

    traces: one dictionary per trace, in drawing order; frame: the layout.
    """

    def __init__(self, **frame: Any) -> None:
        # BaseFigure's own set-up makes the objects that check every property; nothing of it is used here.
        self._traces: list[dict[str, Any]] = []
        self._frame: dict[str, Any] = {"annotations": [], "shapes": [], "xaxis": {}, "yaxis": {}}
        self.update_layout(**frame)

    @property
    def traces(self) -> list[dict[str, Any]]:
        """Traces of the chart, one dictionary each, in drawing order."""
        return self._traces

    @property
    def frame(self) -> dict[str, Any]:
        """Layout of the chart as nested dictionaries."""
        return self._frame

    def add_scatter(self, **properties: Any) -> None:
        """Add a Plotly scatter trace: marks, lines or text."""
        self._traces.append({"type": "scatter", **_plain(properties)})

    def add_bar(self, **properties: Any) -> None:
        """Add a Plotly bar trace."""
        self._traces.append({"type": "bar", **_plain(properties)})

    def add_annotation(self, **properties: Any) -> None:
        """Add a text annotation to the layout."""
        self._frame["annotations"].append(_plain(properties))

    def add_shape(self, **properties: Any) -> None:
        """Add a line or rectangle to the layout.

        A browser takes a millisecond for each: use `heatmap_cells` for many.
        """
        self._frame["shapes"].append(_plain(properties))

    def add_hline(self, y: float, **properties: Any) -> None:
        """Add a horizontal line at height y across the whole plot."""
        self.add_shape(type="line", x0=0, x1=1, xref="x domain", y0=y, y1=y, yref="y", **properties)

    def update_layout(self, **properties: Any) -> None:
        """Merge properties into the layout, including nested dictionaries."""
        _merge(self._frame, _plain(properties))

    def update_xaxes(self, **properties: Any) -> None:
        """Merge properties into every horizontal axis of the layout."""
        self._update("xaxis", properties)

    def update_yaxes(self, **properties: Any) -> None:
        """Merge properties into every vertical axis of the layout."""
        self._update("yaxis", properties)

    def axes(self, kind: str) -> list[dict[str, Any]]:
        """Return all axes of one kind, 'xaxis' or 'yaxis', as dictionaries."""
        return [axis for name, axis in self._frame.items() if name.startswith(kind)]

    def _update(self, kind: str, properties: Mapping[str, Any]) -> None:
        plain = _plain(properties)
        for axis in self.axes(kind):
            _merge(axis, plain)

    def to_dict(self) -> dict[str, Any]:
        """Return traces and layout as sent to the browser, without copying them."""
        return {"data": self._traces, "layout": self._frame}

    def checked(self) -> BaseFigure:
        """Convert the chart to `go.Figure`, which validates every property.

        Raises
        ------
        ValueError
            Plotly knows no such property or value.
        """
        import plotly.graph_objects as go

        return go.Figure(self.to_dict())


def _merge(into: dict[str, Any], more: Mapping[str, Any]) -> None:
    for name, value in more.items():
        if isinstance(value, dict):
            _merge(into.setdefault(name, {}), value)
        else:
            into[name] = value


def _plain(value: Any) -> Any:
    """Convert a value to a JSON type: arrays to lists, dates to text, NaN to None."""
    if type(value) in _AS_IT_IS:
        return value
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items() if one is not None}
    if isinstance(value, np.ndarray):
        return _listed(value)
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    if isinstance(value, (float, np.floating)):
        return None if value != value else round(float(value), DIGITS)
    if isinstance(value, np.integer):
        return int(value)
    return value.isoformat() if isinstance(value, date) else value


def _listed(array: np.ndarray) -> list:
    if array.dtype.kind == "f":
        listed = array.round(DIGITS).tolist()
        return [None if value != value else value for value in listed] if np.isnan(array).any() else listed
    return array.astype(str).tolist() if array.dtype.kind == "M" else array.tolist()
