"""An address that leads nowhere: says so, and where to go."""

import streamlit as st

from pages.parts import cards, registry, run, states

now = run.current()
if now is None:
    st.stop()
cards.title("There is no page here")
states.demo(now.looking)
cards.lead("This address leads nowhere.", "It may come from an older version, or a letter is missing.")
start = registry.PAGES[registry.landing(now.looking.viewer)]
cards.action(f"Go to {start.menu or start.title}", start.key)
