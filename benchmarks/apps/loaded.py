"""The same empty page inside the product's own server: its start-up, its middleware, every module it has."""

import importlib
import pkgutil

import streamlit as st
from starlette.middleware import Middleware

import analytics
import pages.parts
from pages.parts import failures, responses, warmup

for _package in (analytics, pages.parts):
    for _module in pkgutil.walk_packages(_package.__path__, _package.__name__ + "."):
        if not _module.name.endswith(("__main__", ".worker")):
            importlib.import_module(_module.name)

warmup.no_delay()
app = st.App(
    "empty_page.py",
    lifespan=warmup.lifespan,
    middleware=[Middleware(responses.SecureResponses)],
    on_script_error=failures.on_script_error,
)
