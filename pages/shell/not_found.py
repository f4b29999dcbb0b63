"""Page for unknown addresses, with a link to the viewer's landing page."""

import streamlit as st

from analytics.messages import gettext
from pages.shell import page_frame, registry, request_context
from pages.ui import cards

now = request_context.current()
if now is None:
    st.stop()
cards.title("There is no page here")
page_frame.demo(now.looking)
cards.lead("This address leads nowhere.", "It may come from an older version, or a letter is missing.")
start = registry.PAGES[registry.landing_page(now.looking.viewer)]
cards.action(gettext("Go to {menu}").format(menu=start.menu or start.title), start.key)
