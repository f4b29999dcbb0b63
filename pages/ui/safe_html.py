"""The only module that passes HTML to Streamlit: constant templates with escaped values.

No other file may pass `unsafe_allow_html`; a test reads the source for it.
"""

from __future__ import annotations

import html as _html
import re

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_HARMFUL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029&<>\"']")
_N = re.compile(r"\b([nr]) = (?=[\d.\u2212])")
_N_TOGETHER = "\\1\u00a0=\u00a0"
_BOLD = re.compile(r"\*\*(.+?)\*\*")


class Html(str):
    """Text that is safe HTML, created only by `html` or `rich`."""


def escape(value: object) -> Html:
    """Return a value as safe HTML: markup escaped, line breaks and control characters as spaces.

    A blank line would end the HTML block and let Markdown run on the rest, so none survives.
    """
    if isinstance(value, Html):
        return value
    text = str(value)
    if _HARMFUL.search(text) is None:  # most of what is shown; looking is quicker than replacing
        return Html(text)
    return Html(_html.escape(_CONTROL.sub(" ", text), quote=True))


def html(template: str, /, **values: object) -> Html:
    """Fill the `{names}` of a template with escaped values; lists are joined."""
    safe = {
        name: Html("".join(escape(part) for part in value))
        if isinstance(value, (list, tuple))
        else escape(value)
        for name, value in values.items()
    }
    return Html(template.format(**safe))


def rich(text: object) -> Html:
    """Escape a text, make `**words**` bold, and keep `n = 14` on one line."""
    return (
        text if isinstance(text, Html) else Html(_BOLD.sub(r"<b>\1</b>", _N.sub(_N_TOGETHER, escape(text))))
    )


def show(*parts: Html) -> None:
    """Draw parts of safe HTML as one block on the page.

    Raises
    ------
    TypeError
        A part was not made by `html` or `rich`: plain text is refused instead of trusted.
    """
    if not all(isinstance(part, Html) for part in parts):
        raise TypeError("only text made by markup.html or markup.rich may be shown as HTML")
    import streamlit as st  # here, so that a text can be made without a page

    st.markdown('<div class="hf">' + "".join(parts) + "</div>", unsafe_allow_html=True)
