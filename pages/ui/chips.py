"""Small labels ("chips") of a list row or a claim, as HTML."""

from __future__ import annotations

from pages.ui.safe_html import Html, html


def chip(words: str, *, look: bool = False) -> Html:
    """Return a small label as HTML; if `look` is true, in amber with a diamond."""
    if look:
        return html('<span class="hf-chip look"><i aria-hidden="true">◆</i>{w}</span>', w=words)
    return html('<span class="hf-chip">{w}</span>', w=words)
