"""Stylesheet of all pages (`assets/stylesheet.css`), with colours for light and dark themes.

It relies on the selectors listed in HOOKS; a browser test asserts that each still exists, because a new
Streamlit release may rename them. Without one, text and charts stay readable: the colours of charts have a
contrast of 3:1 on light and dark backgrounds.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from pathlib import Path

import streamlit as st

HOOKS = (
    ".stApp",
    '[data-testid="stMainBlockContainer"]',
    '[data-testid="stMarkdownContainer"]',
    '[data-testid="stVerticalBlock"]',
    '[data-testid="stSidebar"]',
    ".stPlotlyChart",
)

# The four data colours as figures hold them, safe on both grounds; the stylesheet remaps them per theme.
FIGURE = {"w": (35, 116, 198), "a": (187, 121, 169), "o": (190, 90, 8), "g": (103, 105, 111)}
_FILE = Path(__file__).parent / "assets" / "stylesheet.css"
_BETWEEN = re.compile(r"\s*([{};])\s*")


@functools.cache
def css() -> str:
    """Return the stylesheet as text, without comments and unnecessary spaces."""
    remap = "".join(
        f'.stPlotlyChart [style*="{what}: rgb({r}, {g}, {b})"]{{{what}:var(--hf-{name})!important}}'
        for name, (r, g, b) in FIGURE.items()
        for what in ("stroke", "fill")
    )
    own = re.sub(r"/\*.*?\*/", "", _FILE.read_text(encoding="utf-8"), flags=re.DOTALL)
    return remap + _BETWEEN.sub(r"\1", own).strip()


def apply() -> None:
    """Add the stylesheet to the page; the router calls this once per run."""
    st.html(f"<style>{css()}</style>")


def hide_sidebar() -> None:
    """Hide the sidebar and the button that opens it during this page run, for a screen that a client looks at."""
    st.html(
        '<style>[data-testid="stSidebar"],[data-testid="stExpandSidebarButton"]{display:none!important}</style>'
    )


def hide(keys: Sequence[str]) -> None:
    """Hide the elements with these keys during this page run.

    One call per run, so that nothing moves.
    """
    rule = ",".join(f".st-key-{key}" for key in keys)
    st.html(f"<style>{rule or '.st-key-none'}{{display:none!important}}</style>")
