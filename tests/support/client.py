"""Simulated visitor that speaks Streamlit's websocket protocol and records everything sent by the server.

    visit = client.visit(server, "caseload", "as=1a2b3c4d")
    visit.headings, visit.text, visit.menu, b"C-1001" in visit.raw

For tests of what is sent at all (access, headers of pages, fresh servers); what people see is for the browser.
"""

from __future__ import annotations

from dataclasses import dataclass

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

from tests.support.server import Server

SECONDS = 40


@dataclass(frozen=True)
class Visit:
    """Everything that the server sent during one run of a page.

    headings: h1 to h3 in order; text: every piece of Markdown, joined; menu: titles of the visible menu
    entries; not_found: the server knew no such page; raw: all frames; errors: exception boxes.
    """

    headings: tuple[str, ...]
    text: str
    menu: tuple[str, ...]
    not_found: bool
    raw: bytes
    errors: tuple[str, ...]


def visit(server: Server, page: str = "", query: str = "", cookie: str = "", session: str = "") -> Visit:
    """Open a page in a session (address without leading slash), and return all that its first run sends.

    cookie: as the browser would send it. session: id of an earlier session to go on with, as a thief would.
    """
    ask = BackMsg()
    ask.rerun_script.page_name = page
    ask.rerun_script.query_string = query
    ask.rerun_script.context_info.url = f"{server.url}/{page}"
    frames = []
    with connect(
        f"ws://127.0.0.1:{server.port}/_stcore/stream",
        subprotocols=["streamlit", *(("none", session) if session else ())],
        origin=server.url,
        additional_headers={"Cookie": cookie} if cookie else {},
        max_size=None,
    ) as socket:
        socket.send(ask.SerializeToString())
        while not frames or _kind(frames[-1]) != "script_finished":
            frames.append(socket.recv(timeout=SECONDS))
    return _read(frames)


def _message(frame: bytes) -> ForwardMsg:
    message = ForwardMsg()
    message.ParseFromString(frame)
    return message


def _kind(frame: bytes) -> str:
    return _message(frame).WhichOneof("type")


def _read(frames: list[bytes]) -> Visit:
    headings, texts, menu, errors, not_found = [], [], [], [], False
    for message in map(_message, frames):
        kind = message.WhichOneof("type")
        not_found = not_found or kind == "page_not_found"
        if kind == "navigation":
            menu = [page.page_name for page in message.navigation.app_pages if not page.is_hidden]
        if kind != "delta" or message.delta.WhichOneof("type") != "new_element":
            continue
        element = message.delta.new_element
        what = element.WhichOneof("type")
        if what == "heading":
            headings.append(element.heading.body)
        elif what == "markdown":
            texts.append(element.markdown.body)
        elif what == "exception":
            errors.append(element.exception.type)
        elif what == "alert":
            texts.append(element.alert.body)
    return Visit(tuple(headings), "\n".join(texts), tuple(menu), not_found, b"".join(frames), tuple(errors))
