"""Row for one claim: title, interval chart, published figure, the practice's figure, verdict."""

from __future__ import annotations

import streamlit as st

from analytics.evidence.results import Claim
from analytics.messages import gettext
from pages.evidence import interval_strip, text
from pages.ui import cards, chips
from pages.ui.safe_html import html, rich, show


def row(number: int, claim: Claim) -> None:
    """Draw one claim as a row, with details in an expander that are built when it opens."""
    show(
        html(
            '<div class="hf-claim"><div class="id">{n} {t}</div><div class="strip">{strip}</div>'
            '<div class="why"><div>{published}</div><div>{ours}</div></div><div>{chip}</div></div>',
            n=number,
            t=claim.title,
            strip=interval_strip.strip(claim, text.alt_text(claim)),
            published=text.published(claim),
            ours=rich(text.ours(claim)),
            chip=chips.chip(text.verdict(claim)),
        )
    )
    box = st.expander(
        gettext("Behind claim {number}").format(number=number),
        key=f"claim-{claim.key}",
        type="compact",
        on_change="rerun",
    )
    if not box.open:
        return
    with box:
        cards.text(*text.paragraphs(claim))
        if claim.also:
            cards.bullets(text.also(claim))
        cards.footnote(gettext("Formula: {formula}").format(formula=claim.formula))
        cards.text(*text.after(claim))
        cards.footnote("Copy citation:")
        st.code(text.citations(claim), language=None, wrap_lines=True)
