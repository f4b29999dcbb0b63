"""Small pictures of the pages (100 dots, sparklines, marks of a key) as SVG for paper, in the light colours."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analytics.reports import Picture
from pages.ui import chart_style, glyphs
from pages.ui.safe_html import Html, html

_COLOURS = {
    "w": chart_style.WELLBEING,
    "a": chart_style.ALLIANCE,
    "o": chart_style.LOOK,
    "g": chart_style.CONTEXT,
}
_SHAPES = {  # class of the stylesheet -> SVG properties; {c} is the colour
    "k-full": "fill:{c};stroke:none",
    "k-open": "fill:none;stroke:{c};stroke-width:1.4",
    "k-line": "fill:none;stroke:{c};stroke-width:2.4",
    "k-thin": "fill:none;stroke:{c};stroke-width:1.4",
    "k-dash": "fill:none;stroke:{c};stroke-width:1.5;stroke-dasharray:4 3",
    "k-band": "fill:{c};fill-opacity:.22;stroke:none",
    "k-path": "fill:none;stroke:{c};stroke-width:2.2;stroke-linejoin:round;stroke-linecap:round",
}
_PLAIN = {
    "k-ref": "stroke:{r};stroke-width:1.2;stroke-dasharray:2.5 3",
    "k-text": "fill:rgb(85,87,93);font-size:11px;font-family:Libertinus Serif",
}
_CLASS = re.compile(r'class="(?:m-([wago]) (k-\w+)|(k-\w+)|(hf-\w+))"')
_LETTER = 0.46  # width of a usual letter in font sizes
_KEY_TALL, _KEY_MARK, _KEY_FONT, _KEY_GAP = 16, 27, 13, 16  # px


def svg(glyph: Html) -> str:
    """Return a glyph of `pages.ui.glyphs` as a file of its own, with colours in place of classes."""

    def styled(found: re.Match[str]) -> str:
        colour, shape, plain, _ = found.groups()
        if shape:
            return f'style="{_SHAPES[shape].format(c=_COLOURS[colour])}"'
        return f'style="{_PLAIN[plain].format(r=chart_style.REFERENCE)}"' if plain else ""

    return _CLASS.sub(styled, glyph).replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)


def dots(groups: Sequence[tuple[int, str, str]], alt: str) -> Picture:
    """Return the picture of 100 dots: (count, shape, colour) each, counts that add up to 100."""
    return Picture(svg(glyphs.dot_array(groups, alt)), alt=alt)


def key(*entries: tuple[str, str, str], width: float) -> Picture:
    """Return the key of a chart as one picture: (mark, colour, words) each, wrapped at `width` px."""
    parts, x, y = [], 0.0, 0.0
    for mark, colour, words in entries:
        wide = _KEY_MARK + len(words) * _KEY_FONT * _LETTER
        if x and x + wide > width:
            x, y = 0.0, y + _KEY_TALL + 4
        parts.append(
            html(
                '<g transform="translate({x} {y})">{mark}<text x="{at}" y="12.5" font-size="{size}" '
                'font-family="Libertinus Serif" fill="rgb(60,62,66)">{words}</text></g>',
                x=f"{x:.1f}",
                y=f"{y:.1f}",
                mark=glyphs.key_mark(mark, colour),
                at=_KEY_MARK,
                size=_KEY_FONT,
                words=words,
            )
        )
        x += wide + _KEY_GAP
    picture = html(
        '<svg width="{wide}" height="{tall}" viewBox="0 0 {wide} {tall}">{parts}</svg>',
        wide=int(width),
        tall=int(y) + _KEY_TALL,
        parts=parts,
    )
    return Picture(svg(picture), alt="; ".join(words for _, _, words in entries))
