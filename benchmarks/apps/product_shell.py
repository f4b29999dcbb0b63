"""Empty page in the product's server with all product modules loaded, to time the server alone."""

import importlib
import pkgutil

import streamlit as st
from starlette.middleware import Middleware

import analytics
import pages
from pages.server import error_handling, security_headers, warmup

SCRIPTS = (".page", ".router", ".not_found")  # run by Streamlit, never imported

for _package in (analytics, pages):
    for _module in pkgutil.walk_packages(_package.__path__, _package.__name__ + "."):
        if not _module.name.endswith(("__main__", ".worker", *SCRIPTS)):
            importlib.import_module(_module.name)

warmup.set_tcp_nodelay()
app = st.App(
    "empty_page.py",
    lifespan=warmup.lifespan,
    middleware=[Middleware(security_headers.SecureResponses)],
    on_script_error=error_handling.on_script_error,
)
