"""Baseline app of the benchmarks: plain Streamlit with one button, and with the product's server settings.

These are `gc.freeze` and TCP_NODELAY.
"""

import asyncio.base_events
import contextlib
import gc
import socket
from collections.abc import AsyncIterator

import streamlit as st


def _no_delay(sock: socket.socket) -> None:
    if sock.family in (socket.AF_INET, socket.AF_INET6) and sock.type == socket.SOCK_STREAM:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


@contextlib.asynccontextmanager
async def _frozen(_app: object) -> AsyncIterator[None]:
    gc.collect()
    gc.freeze()
    yield None


asyncio.base_events.__dict__["_set_nodelay"] = _no_delay
app = st.App("empty_page.py", lifespan=_frozen)
