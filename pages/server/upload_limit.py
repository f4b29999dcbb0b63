"""Limit on the memory that uploaded files may occupy in the server, per browser tab and in total.

Streamlit limits the size of one file (`server.maxUploadSize`), but not the number of files per tab. A tab has
one session. Streamlit keeps the files of a closed tab until its session is garbage-collected (measured:
minutes), so they are deleted here as soon as space is needed.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from starlette.responses import PlainTextResponse
from streamlit import runtime
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

from analytics.messages import gettext

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

PATH = "/_stcore/upload_file/"
MEGABYTE = 1024 * 1024
OF_A_TAB = 250 * MEGABYTE  # one file may have 200
OF_ALL = 600 * MEGABYTE

TOO_MUCH = gettext("Too many files at a time. Import or remove the ones that are there, then add this one.")
NO_LENGTH = gettext("The upload does not say how long it is.")


class UploadLimit:
    """ASGI middleware that refuses an upload if it would exceed a memory limit."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._arriving: Counter[str] = Counter()  # bytes of running uploads by session

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a request, or answer an upload over the limit with status 413."""
        if scope["type"] != "http" or scope["method"] != "PUT" or not scope["path"].startswith(PATH):
            await self.app(scope, receive, send)
            return
        session = scope["path"].removeprefix(PATH).partition("/")[0]
        told = dict(scope["headers"]).get(b"content-length", b"")
        if not told.isdigit():
            await PlainTextResponse(NO_LENGTH, status_code=411)(scope, receive, send)
            return
        length = int(told)
        if not self._has_room(session, length) and not (_forget_closed() and self._has_room(session, length)):
            await PlainTextResponse(TOO_MUCH, status_code=413)(scope, receive, send)
            return
        self._arriving[session] += length
        try:
            await self.app(scope, receive, send)
        finally:
            self._arriving[session] -= length
            self._arriving += Counter()  # drops sessions of which nothing arrives any more

    def _has_room(self, session: str, length: int) -> bool:
        """Return whether an upload of `length` bytes stays within the limits of this tab and of all tabs."""
        held = held_bytes() + self._arriving
        return held[session] + length <= OF_A_TAB and held.total() + length <= OF_ALL


def _manager() -> MemoryUploadedFileManager:
    """Return Streamlit's in-memory store of uploaded files."""
    manager = runtime.get_instance().uploaded_file_mgr
    if not isinstance(manager, MemoryUploadedFileManager):
        raise TypeError("Uploads are expected to be held in memory.")
    return manager


def _forget_closed() -> bool:
    """Delete the uploaded files of closed tabs from memory; return whether there were any."""
    manager, now = _manager(), runtime.get_instance()
    closed = [session for session in list(manager.file_storage) if not now.is_active_session(session)]
    for session in closed:
        manager.remove_session_files(session)
    return bool(closed)


def held_bytes() -> Counter[str]:
    """Return the bytes of uploaded files in memory, by session."""
    files = {session: list(held.values()) for session, held in list(_manager().file_storage.items())}
    return Counter({session: sum(len(one.data) for one in held) for session, held in files.items()})
