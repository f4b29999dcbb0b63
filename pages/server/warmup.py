"""Warm-up of the server process: imports modules, builds a chart, opens data, freezes objects."""

from __future__ import annotations

import ast
import asyncio.base_events
import contextlib
import importlib
import importlib.util
import socket
from collections.abc import AsyncIterator
from pathlib import Path

from analytics import __version__
from analytics.log import LOG
from analytics.risk import refresh
from pages.server import error_handling, gc_tuning
from pages.shell import current_viewer, registry
from pages.ui import chart_style

# What Streamlit itself loads with the first table and the first chart.
_MODULES = ("numpy", "pandas", "pyarrow", "plotly.io", "plotly.tools", "streamlit.elements.plotly_chart")
_PAGES = Path(__file__).resolve().parents[1]


def imports_of_pages() -> list[str]:
    """List the modules imported at top level by page files, read from their source.

    Pages are run by Streamlit, not imported.
    """
    found = {}
    for page in registry.PAGES.values():
        for node in ast.parse((_PAGES / page.file).read_text(encoding="utf-8")).body:
            if isinstance(node, ast.Import):
                found |= {alias.name: None for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found[node.module] = None
                for alias in node.names:
                    with contextlib.suppress(ModuleNotFoundError):
                        if importlib.util.find_spec(f"{node.module}.{alias.name}"):
                            found[f"{node.module}.{alias.name}"] = None
    return list(found)


def set_tcp_nodelay() -> None:
    """Enable TCP_NODELAY on the server's connections, so that small responses are sent at once.

    Streamlit binds its socket itself and asyncio then does not recognise it as TCP, so it leaves Nagle's
    algorithm on and an answer can wait 40 ms for the browser's acknowledgement.
    """

    def set_no_delay(sock: socket.socket) -> None:
        if sock.family in (socket.AF_INET, socket.AF_INET6) and sock.type == socket.SOCK_STREAM:
            with contextlib.suppress(OSError):
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    asyncio.base_events.__dict__["_set_nodelay"] = set_no_delay


def prepare() -> None:
    """Import the pages' modules, build one chart, open the current data versions, freeze all objects."""
    for name in [*_MODULES, *imports_of_pages()]:
        importlib.import_module(name)
    figure = chart_style.new(chart_style.HEIGHT["tile"])
    figure.add_scatter(x=[0, 1], y=[0, 1], mode="lines", line={"color": chart_style.WELLBEING})
    chart_style.finish(figure)
    importlib.import_module("plotly.io").to_json(figure.to_dict(), validate=False)
    folder = current_viewer.folder()
    for store in (folder.practice, folder.sample):
        try:
            store.bring_up_to_date()
            version = store.current()
            if version is not None:
                store.warehouse(version)
                refresh.start_process(store)
        except Exception as error:  # an unusable store is the pages' business to explain
            error_handling.report(error)
    gc_tuning.freeze()


@contextlib.asynccontextmanager
async def lifespan(_app: object) -> AsyncIterator[None]:
    """Warm up the server process before the first visitor (start-up hook of `st.App`)."""
    error_handling.quiet_logs(current_viewer.folder().path)
    LOG.info("Holdfast %s started", __version__)
    try:
        prepare()
    except Exception as error:  # the server must come up to be able to say what is wrong
        error_handling.report(error)
    yield None
