"""Holdfast, served: `streamlit run app.py` (or `python3 start.py`, which also sets everything up).

The server's own part: headers, start-up, what happens when something breaks. What people see begins in
`pages/router.py`, which decides who is looking before any page runs.
"""

import streamlit as st
from starlette.middleware import Middleware

from analytics.store import private
from pages.parts import failures, responses, warmup

private.only_for_me()
warmup.no_delay()

app = st.App(
    "pages/router.py",
    lifespan=warmup.lifespan,
    middleware=[Middleware(responses.SecureResponses)],
    on_script_error=failures.on_script_error,
    exception_handlers={Exception: responses.broken},
)
