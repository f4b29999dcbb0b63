"""SVG of a page's chart for paper, drawn by matplotlib from the same `Drawing` as on the screen.

Only what the charts use of Plotly is known here; a chart with anything else is refused instead of drawn without it.
Text stays text: Typst sets it in the font of the page, and it can be searched and copied.
"""

from __future__ import annotations

import io
import logging
import os
import re
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pages.report import svg_axes, svg_traces
from pages.ui import chart_style
from pages.ui.figure import Drawing

FONT = "Libertinus Serif"  # the font of the template, which Typst carries
WIDTH = 440  # px; a chart over the whole width of the page. Half of it for one of two columns
_PT = 72  # px an inch: matplotlib's points stand for the px of the chart
_one_at_a_time = threading.Lock()  # matplotlib's settings are those of the whole process
_BOLD = re.compile(r"</?b>")


def svg(drawing: Drawing, *, width: float = WIDTH, height: float | None = None) -> str:
    """Return a finished chart as SVG.

    Parameters
    ----------
    drawing
        From `chart_style.finish`.
    width, height
        Size in px, the unit of the chart's fonts and lines; without a height, the one of the screen.

    Raises
    ------
    svg_traces.NotDrawable
        The chart uses a kind of trace, mark or shape that is not known here.
    """
    _prepare()
    import matplotlib as mpl
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    frame = drawing.frame
    size = (width, height or frame["height"])
    with _one_at_a_time, mpl.rc_context(_settings()):
        figure = Figure(figsize=(size[0] / _PT, size[1] / _PT), dpi=_PT)
        FigureCanvasSVG(figure)
        panels = svg_axes.panels(figure, frame)
        for trace, below in zip(drawing.traces, [None, *drawing.traces[:-1]], strict=True):
            svg_traces.draw(panels[trace.get("yaxis", "y")], trace, below=below)
        canvas = svg_axes.settle(figure, panels, frame, size, svg_traces.has_days(drawing.traces))
        for shape in frame["shapes"]:
            _shape(canvas, shape)
        for note in frame["annotations"]:
            _annotation(canvas, note)
        file = io.StringIO()
        figure.savefig(file, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    return file.getvalue()


def _prepare() -> None:
    """Let matplotlib keep its list of fonts in the program's own folder, and say nothing where that is not writable.

    It would write into the home folder, where Holdfast leaves nothing. It also misses the font, which is Typst's.
    """
    os.environ.setdefault("MPLCONFIGDIR", str(Path(sys.prefix) / "matplotlib"))
    logging.getLogger("matplotlib").setLevel(logging.ERROR)


def _settings() -> dict[Any, Any]:
    """Return matplotlib's settings: text as text, no randomness in the file, the font of the page."""
    import logging

    logging.getLogger("matplotlib.font_manager").setLevel(
        logging.ERROR
    )  # the font is Typst's, not the system's
    return {
        "svg.fonttype": "none",
        "svg.hashsalt": "chart",
        "font.family": [FONT, "DejaVu Serif"],
        "axes.unicode_minus": True,
        "text.parse_math": False,
    }


def _shape(canvas: svg_axes.Canvas, shape: Mapping[str, Any]) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Rectangle

    axes, transform = canvas.place(shape.get("xref", "x"), shape.get("yref", "y"))
    x0, x1, y0, y1 = svg_traces.column([shape[name] for name in ("x0", "x1", "y0", "y1")])
    order = 0.5 if shape.get("layer") == "below" else 3
    look = svg_traces.line_look(shape.get("line", {}))
    if shape["type"] == "line":
        drawn = Line2D([x0, x1], [y0, y1], transform=transform, zorder=order, **look)
    elif shape["type"] == "rect":
        fill = svg_traces.colour(shape.get("fillcolor", "rgba(0, 0, 0, 0)"))
        drawn = Rectangle(
            (x0, y0), x1 - x0, y1 - y0, transform=transform, zorder=order, facecolor=fill, linewidth=0
        )
    else:
        raise svg_traces.NotDrawable(f"shape {shape['type']}")
    drawn.set_clip_on(False)
    axes.add_artist(drawn)


_ACROSS = {"left": "left", "center": "center", "right": "right"}
_UP = {"bottom": "bottom", "middle": "center", "top": "top"}


def _annotation(canvas: svg_axes.Canvas, note: Mapping[str, Any]) -> None:
    """Write a text of the chart at its place; only a whole text can be bold."""
    from matplotlib.transforms import ScaledTranslation

    if note.get("showarrow", True):
        raise svg_traces.NotDrawable("an arrow")
    axes, transform = canvas.place(note.get("xref", "x"), note.get("yref", "y"))
    shift = ScaledTranslation(
        note.get("xshift", 0) / _PT, note.get("yshift", 0) / _PT, canvas.figure.dpi_scale_trans
    )
    font = note["font"]
    ink = svg_axes.INK if font["color"] == chart_style.REFERENCE else font["color"]
    text = note["text"].replace("<br>", "\n")
    (x,) = svg_traces.column([note["x"]])
    axes.text(
        x, note["y"], _BOLD.sub("", text), transform=transform + shift, fontsize=font["size"] * svg_axes.TEXT_SCALE,
        color=svg_traces.colour(ink), ha=_ACROSS[note.get("xanchor", "center")],
        va=_UP[note.get("yanchor", "middle")], linespacing=1.1, clip_on=False,
        weight="bold" if text.startswith("<b>") and text.endswith("</b>") else "normal",
    )  # fmt: skip
