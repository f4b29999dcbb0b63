"""What the process does once before the first visitor: imports, a throw-away figure, the warehouses, and a freeze.

Streamlit collects garbage after every run. After the imports that pass would cost 60 ms and more with the
interpreter locked; frozen, what was loaded at start is never looked at again and the pass costs nothing.
"""

from __future__ import annotations

import asyncio.base_events
import contextlib
import gc
import importlib
import socket

from pages.parts import failures, looking, registry

# Loaded once here, so that no visitor waits for them. Heavy ones that few pages need stay out.
_MODULES = ("numpy", "pandas", "pyarrow", "plotly.graph_objects", "streamlit.elements.plotly_chart")


def no_delay() -> None:
    """Make the server send small answers at once.

    Streamlit binds its socket itself and asyncio then does not recognise it as TCP, so it leaves Nagle's
    algorithm on and an answer can wait 40 ms for the browser's acknowledgement.
    """

    def set_no_delay(sock: socket.socket) -> None:
        if sock.family in (socket.AF_INET, socket.AF_INET6) and sock.type == socket.SOCK_STREAM:
            with contextlib.suppress(OSError):
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    asyncio.base_events._set_nodelay = set_no_delay


def prepare() -> None:
    """Import what every page needs, draw one figure nobody sees, open the current versions, freeze."""
    for name in _MODULES:
        importlib.import_module(name)
    for page in registry.PAGES.values():
        with contextlib.suppress(ModuleNotFoundError):
            importlib.import_module(f"pages.parts.charts.{page.key}")
    from pages.parts.charts import spec

    figure = spec.new(spec.HEIGHT["tile"])
    figure.add_scatter(x=[0, 1], y=[0, 1], mode="lines", line={"color": spec.WELLBEING})
    spec.finish(figure).to_json()
    folder = looking.folder()
    for store in (folder.practice, folder.sample):
        version = store.current()
        if version is not None:
            store.warehouse(version)
    gc.collect()
    gc.freeze()


@contextlib.asynccontextmanager
async def lifespan(_app):
    """The start-up hook of `st.App`. A store that cannot be opened is reported, and the pages say so."""
    failures.quiet_logs()
    try:
        prepare()
    except Exception as error:  # the server must come up to be able to say what is wrong
        failures.report(error)
    yield None
