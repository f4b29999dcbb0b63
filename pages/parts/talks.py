"""The mark "talked about it" on a client's timeline."""

from __future__ import annotations

import streamlit as st

from analytics import clock
from analytics.notes import Talk, Talks
from pages.parts import cards, wording


def mark(context, answer) -> None:
    """The button that keeps the mark, or when it was made and the way back. For a client the viewer may see."""
    kept = Talks(context.store.folder)
    talk = kept.all().get((answer.record_id, answer.episode_no))
    if talk is None:
        st.button("Talked about it", key="talked", on_click=_keep, args=(context, answer), icon=":material/check:")
        return
    cards.how(f"Talked about on {wording.day(talk.day)}. Later checks of the early warning can leave this case out.")
    st.button(
        "Take it back", key="not-talked", on_click=kept.withdraw, args=(answer.record_id, answer.episode_no)
    )


def _keep(context, answer) -> None:
    score = answer.similar
    low, high = (score and score.interval) or (None, None)
    Talks(context.store.folder).mark(
        Talk(
            answer.record_id,
            answer.episode_no,
            clock.today(),
            context.viewer.person,
            context.version.name,
            answer.similar_tier or "none",
            score and score.outcome,
            score and score.landmark,
            score and score.probability,
            low,
            high,
            score and score.band,
        )
    )
