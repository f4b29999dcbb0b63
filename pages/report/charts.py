"""Charts of the pages as pictures for paper."""

from __future__ import annotations

from analytics.reports import Block, Paragraph, Picture
from pages.report import drawing_svg
from pages.ui import chart_style
from pages.ui.figure import Drawing

HALF = 330  # px; width of a chart in one of two columns
TILE = 122  # px; height of a small chart


def picture(
    figure: Drawing, alt: str, *, width: float = drawing_svg.WIDTH, height: float | None = None
) -> Picture:
    """Return a chart as a picture, with `alt` as its text for people who do not see it."""
    finished = chart_style.finish(figure) or figure
    return Picture(drawing_svg.svg(finished, width=width, height=height), alt=alt.replace("**", ""))


def tile(title: str, word: str, figure: Drawing | None) -> list[Block]:
    """Return a small chart with its title and verdict above; only these texts if the chart has no points."""
    words: list[Block] = [Paragraph(title, "note"), Paragraph(word)]
    if figure is None:
        return words
    return [*words, picture(figure, f"{title}: {word}", width=HALF, height=TILE)]
