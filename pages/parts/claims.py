"""One claim as a row: title, strip, both figures, verdict; under it everything that stands behind it."""

from __future__ import annotations

import streamlit as st

from analytics.evidence.results import Claim
from pages.parts import cards, strips
from pages.parts import wording_evidence as say
from pages.parts.markup import html, rich, show


def row(number: int, claim: Claim) -> None:
    """The row and its expander; the body is built only when it is opened."""
    show(
        html(
            '<div class="hf-claim"><div class="id">{n} {t}</div><div class="strip">{strip}</div>'
            '<div class="why"><div>{published}</div><div>{ours}</div></div><div>{chip}</div></div>',
            n=number,
            t=claim.title,
            strip=strips.strip(claim, say.seen(claim)),
            published=say.published(claim),
            ours=rich(say.ours(claim)),
            chip=cards.chip(say.verdict(claim)),
        )
    )
    box = st.expander(f"Behind claim {number}", key=f"claim-{claim.key}", type="compact", on_change="rerun")
    if not box.open:
        return
    with box:
        cards.text(*say.paragraphs(claim))
        if claim.also:
            cards.bullets(say.also(claim))
        cards.how(f"Formula: {claim.formula}")
        cards.text(*say.after(claim))
        cards.how("Copy citation:")
        st.code(say.citations(claim), language=None, wrap_lines=True)
