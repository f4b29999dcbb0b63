"""Holdfast's server app: start it with `streamlit run app.py`, or set up and run with `python3 start.py`.

The server's own part: headers, start-up, what happens when something breaks. What people see begins in
`pages/shell/router.py`, which decides who is looking before any page runs.
"""

import streamlit as st
from starlette.middleware import Middleware

from analytics.store import atomic_file
from pages.server import (
    error_handling,
    gate,
    openid_routes,
    security_headers,
    sign_in_routes,
    start_route,
    upload_limit,
    warmup,
)

atomic_file.restrict_umask()
warmup.set_tcp_nodelay()

app = st.App(
    "pages/shell/router.py",
    lifespan=warmup.lifespan,
    routes=[*sign_in_routes.routes(), *openid_routes.routes(), *start_route.routes()],
    middleware=[
        Middleware(security_headers.SecureResponses),
        Middleware(gate.Gate),
        Middleware(upload_limit.UploadLimit),
    ],
    on_script_error=error_handling.on_script_error,
    exception_handlers={Exception: security_headers.broken},
)
