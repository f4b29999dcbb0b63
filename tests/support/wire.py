"""Recorder of all readable text that a server sends to a browser, including tables and hover texts.

heard = wire.listen(page)
... visit, click ...
heard.texts()
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pyarrow
from google.protobuf.message import Message
from playwright.sync_api import Page, WebSocket
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

# fields that hold keys and addresses, never words for people
_NOT_WORDS = {
    "id", "element_id", "key", "user_key", "url", "url_pathname", "page_script_hash", "hash", "script_run_id",
    "form_id", "icon", "session_id", "query_param_key", "color", "query_string", "file_urls_json", "initialize",
    "metadata", "new_session", "config", "auto_rerun", "page_info_changed",
}  # fmt: skip
_OF_FIGURES = {"text", "hovertext", "hovertemplate", "customdata", "ticktext", "name"}
_TAG = re.compile(r"<[^>]*>")
_SAID_IN_TAGS = re.compile(r'(?:aria-label|title|alt)="([^"]*)"')


class Heard:
    """Frames received so far."""

    def __init__(self) -> None:
        self.frames: list[bytes] = []

    def follow(self, socket: WebSocket) -> None:
        """Record all frames of a websocket connection from now on."""
        socket.on("framereceived", self._take)

    def _take(self, payload: bytes | str) -> None:
        if isinstance(payload, bytes):
            self.frames.append(payload)

    def texts(self) -> list[str]:
        """Return all texts in the frames received."""
        return [text for frame in self.frames for text in _frame(frame) if text.strip()]


def listen(page: Page) -> Heard:
    """Start to record all WebSocket frames that the server sends to this page."""
    heard = Heard()
    page.on("websocket", heard.follow)
    return heard


def stop(page: Page, heard: Heard) -> None:
    """Stop recording new connections of this page."""
    page.remove_listener("websocket", heard.follow)


def _frame(frame: bytes) -> Iterator[str]:
    message = ForwardMsg()
    message.ParseFromString(frame)
    if message.WhichOneof("type") in ("delta", "navigation", "page_config_changed"):
        yield from _message(getattr(message, message.WhichOneof("type")))


def _message(message: Message) -> Iterator[str]:
    for field, value in message.ListFields():
        if field.name in _NOT_WORDS:
            continue
        repeated = isinstance(value, (list, tuple)) or hasattr(value, "append")
        for one in value if repeated else (value,):
            if isinstance(one, Message):
                yield from _message(one)
            elif isinstance(one, bytes):
                yield from _table(one)
            elif isinstance(one, str):
                yield from _figure(json.loads(one)) if field.name == "spec" else _markup(one)


def _markup(text: str) -> list[str]:
    if text.lstrip().startswith("<style"):
        return []
    return [*_SAID_IN_TAGS.findall(text), _TAG.sub(" ", text)]


def _table(data: bytes) -> Iterator[str]:
    try:
        table = pyarrow.ipc.open_stream(data).read_all()
    except (pyarrow.ArrowInvalid, OSError):
        return
    yield from table.column_names
    for column in table.columns:
        yield from (str(cell) for cell in column.to_pylist() if isinstance(cell, str))


def _figure(value: object, under: str = "") -> Iterator[str]:
    """Yield the texts of a figure: titles, labels, hover texts."""
    if isinstance(value, dict):
        for key, entry in value.items():
            yield from _figure(entry, key if key in _OF_FIGURES or key != "title" else "text")
    elif isinstance(value, list):
        for entry in value:
            yield from _figure(entry, under)
    elif isinstance(value, str) and under in _OF_FIGURES:
        yield from _markup(value)
