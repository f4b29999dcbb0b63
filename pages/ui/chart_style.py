"""Common style of all charts, on the screen and on paper.

A chart builds a `Drawing` with the colours and sizes named here; `finish` adds what all share: no legend,
no mode bar, nothing to drag, thin horizontal grid, no vertical title, small margins. Labels that belong to a
line stand in the right margin (`margin_label`).
"""

from __future__ import annotations

from pages.ui.figure import Drawing

WELLBEING = "rgb(35, 116, 198)"  # ORS, outcomes, the one that is picked
ALLIANCE = "rgb(187, 121, 169)"  # SRS and its areas
LOOK = "rgb(190, 90, 8)"  # beyond chance, or a rule fired
CONTEXT = "rgb(103, 105, 111)"  # everybody else, ranges
REFERENCE = "rgb(118, 124, 130)"  # cutoffs, means
GRID = "rgba(128, 134, 140, 0.22)"
CLEAR = "rgba(0, 0, 0, 0)"

LINE, THIN, REF_LINE = 2.8, 1.4, 1.5  # px
DOT, RING = 8, 20  # px
HEIGHT = {"tall": 410, "timeline": 470, "profile": 240, "medium": 300, "tile": 130}  # px
RIGHT_LABELS = 60  # px, right margin where labels stand in it
FONT = 12.5  # px
LONGEST_X_TITLE = 28  # characters; more is clipped on a phone

MONTH_TICKS, MONTH_HOVER = (
    "%b %y",
    "%b %Y",
)  # formats of Plotly, which names months in the language it is given


def hover(*lines: str) -> str:
    """Join texts into the hover text of a point, one text per line; leave out empty texts."""
    return "<br>".join(line for line in lines if line)


def tint(colour: str, alpha: float = 0.18) -> str:
    """Convert an `rgb(...)` colour to `rgba(...)` with the given alpha, for translucent bands."""
    return colour.replace("rgb(", "rgba(").replace(")", f", {alpha})")


def new(height: int, *, right_labels: bool = False, x_title: str | None = None) -> Drawing:
    """Return an empty figure of fixed height in px; `right_labels` adds a right margin for labels."""
    if x_title and len(x_title) > LONGEST_X_TITLE:
        raise ValueError(f"x title longer than {LONGEST_X_TITLE} characters: {x_title!r}")
    figure = Drawing(
        template={"data": {"scatter": [{"type": "scatter"}]}},  # Plotly's "none"
        height=height,
        margin={"l": 4, "r": RIGHT_LABELS if right_labels else 8, "t": 10, "b": 0},
    )
    if x_title:
        figure.update_xaxes(title={"text": x_title})
    return figure


def margin_label(figure: Drawing, y: float, text: str, **where: object) -> None:
    """Add a label in the right margin at height `y`; `<br>` in the text starts a new line."""
    figure.add_annotation(
        x=1,
        xref="paper",
        xanchor="left",
        xshift=6,
        y=y,
        yanchor="middle",
        text=text,
        showarrow=False,
        align="left",
        font={"size": FONT - 0.5, "color": REFERENCE},
        **where,
    )


def reference(
    figure: Drawing, y: float, label: str | None = None, *, dash: str = "dash", **where: object
) -> None:
    """Add a horizontal reference line (cutoff, mean), with its label in the right margin."""
    figure.add_hline(y=y, line={"color": REFERENCE, "width": REF_LINE, "dash": dash}, layer="below", **where)
    if label:
        margin_label(figure, y, label, **where)


def finish(figure: Drawing | None) -> Drawing | None:
    """Apply the common style to a figure and return the figure; None stays None.

    Raises ValueError for a trace without a colour.
    """
    if figure is None:
        return None
    _refuse_default_colours(figure)
    figure.update_layout(
        showlegend=False,
        dragmode=False,
        hovermode="closest",
        paper_bgcolor=CLEAR,
        plot_bgcolor=CLEAR,
        font={"size": FONT, "color": REFERENCE},
        hoverlabel={"align": "left", "font": {"size": FONT}, "bordercolor": REFERENCE},
        minreducedheight=20,  # px; under Plotly's own 64 a chart of one or two rows would lose its axis
    )
    shared = {
        "fixedrange": True,
        "zeroline": False,
        "automargin": True,
        "title": {"font": {"size": FONT}},
        "tickfont": {"size": FONT - 0.5},
    }
    figure.update_xaxes(
        showgrid=False,
        ticks="outside",
        ticklen=4,
        tickcolor=GRID,
        showline=False,
        **shared,
    )
    figure.update_xaxes(title={"standoff": 10})
    for axis in figure.axes("yaxis"):
        axis.setdefault("showgrid", True)  # a chart may say no
    figure.update_yaxes(gridcolor=GRID, gridwidth=1, ticks="", showline=False, **shared)
    return figure


def _refuse_default_colours(figure: Drawing) -> None:
    for trace in figure.traces:
        parts = (trace.get("line", {}), trace.get("marker", {}))
        if not any("color" in part for part in parts) and "fillcolor" not in trace:
            raise ValueError(f"trace {trace.get('name') or trace['type']} has no explicit colour")
