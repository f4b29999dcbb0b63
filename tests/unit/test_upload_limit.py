"""Tests that uploads held in the server's memory are bounded by tab and over all tabs."""

from __future__ import annotations

import asyncio
from typing import ClassVar

import pytest
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from pages.server import upload_limit
from pages.server.upload_limit import UploadLimit


@pytest.fixture
def manager(monkeypatch):
    """Streamlit's own store of uploads, with limits of 250 and 600 bytes."""
    held = MemoryUploadedFileManager("/_stcore/upload_file")

    class Runtime:
        uploaded_file_mgr = held
        closed: ClassVar[set[str]] = set()

        def is_active_session(self, session: str) -> bool:
            return session not in self.closed

    monkeypatch.setattr(upload_limit.runtime, "get_instance", Runtime)
    monkeypatch.setattr(upload_limit, "OF_A_TAB", 250)
    monkeypatch.setattr(upload_limit, "OF_ALL", 600)
    return held


def _keeping(manager):
    """Return an app that keeps what arrives, as Streamlit does."""

    async def app(scope, receive, send):
        if scope["method"] == "PUT":
            session, name = scope["path"].split("/")[-2:]
            length = int(dict(scope["headers"])[b"content-length"])
            manager.add_file(session, UploadedFileRec(name, "f.csv", "text/csv", b"x" * length))
        await send({"type": "http.response.start", "status": 204, "headers": []})

    return app


async def _ask(app, path: str, length: int | None, method: str = "PUT") -> int:
    sent = []

    async def send(message):
        sent.append(message)

    headers = [] if length is None else [(b"content-length", str(length).encode())]
    scope = {"type": "http", "method": method, "path": path, "headers": headers}
    await app(scope, None, send)
    return sent[0]["status"]


def _upload(app, session: str, name: str, length: int | None) -> int:
    return asyncio.run(_ask(app, f"/_stcore/upload_file/{session}/{name}", length))


def test_a_tab_keeps_only_so_much(manager):
    app = UploadLimit(_keeping(manager))
    assert [_upload(app, "a", name, 100) for name in "123"] == [204, 204, 413]
    assert _upload(app, "a", "3", 50) == 204
    assert _upload(app, "a", "4", 1) == 413
    manager.remove_file("a", "1")  # the person takes one away
    assert _upload(app, "a", "4", 100) == 204


def test_all_tabs_together_keep_only_so_much(manager):
    app = UploadLimit(_keeping(manager))
    assert [_upload(app, tab, "1", 200) for tab in "abcd"] == [204, 204, 204, 413]
    manager.remove_session_files("b")  # a tab is closed
    assert _upload(app, "d", "1", 200) == 204


def test_closed_tabs_make_room_before_anybody_is_refused(manager):
    app = UploadLimit(_keeping(manager))
    assert [_upload(app, tab, "1", 200) for tab in "abc"] == [204, 204, 204]
    upload_limit.runtime.get_instance.closed.add("a")
    assert [_upload(app, tab, "1", 200) for tab in "de"] == [204, 413]
    assert set(manager.file_storage) == {"b", "c", "d"}
    assert upload_limit.held_bytes() == {"b": 200, "c": 200, "d": 200}


def test_uploads_that_still_arrive_count_and_failed_ones_do_not(manager):
    entered, go_on = asyncio.Event(), asyncio.Event()

    async def slow(scope, receive, send):
        entered.set()
        await go_on.wait()
        raise ConnectionError

    async def both():
        app = UploadLimit(slow)
        first = asyncio.create_task(_ask(app, "/_stcore/upload_file/a/1", 200))
        await entered.wait()
        second = await _ask(app, "/_stcore/upload_file/a/2", 100)
        go_on.set()
        with pytest.raises(ConnectionError):
            await first
        app.app = _keeping(manager)
        return second, await _ask(app, "/_stcore/upload_file/a/3", 200)

    assert asyncio.run(both()) == (413, 204)


def test_an_upload_without_a_length_is_refused_and_other_requests_pass(manager):
    app = UploadLimit(_keeping(manager))
    assert _upload(app, "a", "1", None) == 411
    assert asyncio.run(_ask(app, "/_stcore/upload_file/a/1", None, "DELETE")) == 204
    assert asyncio.run(_ask(app, "/overview", None, "GET")) == 204


def test_one_file_of_the_largest_size_fits():
    from tests.unit.test_config import CONFIG

    assert (
        CONFIG["server"]["maxUploadSize"] * upload_limit.MEGABYTE
        < upload_limit.OF_A_TAB
        < upload_limit.OF_ALL
    )
