"""Simulated visitor that speaks Streamlit's websocket protocol and times each page run.

Server time only: from sending the click to the message that the script has finished.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import Any, Self

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from benchmarks.timing import Sample

PATIENCE = 120  # seconds one rerun may take
SHORT = 200  # bytes; longer messages are not looked into while the clock runs


class VisitFailed(RuntimeError):
    """Error of a simulated visit: exception on the page, unknown widget, or no answer."""


class WebsocketClient:
    """Simulated browser tab on one page of a running server.

    page: address without slashes; query: what stands after the question mark; cookie: as the browser sends it.
    """

    def __init__(self, port: int, page: str = "", query: str = "", cookie: str = "") -> None:
        self.port, self.page, self.query, self.cookie = port, page, query, cookie
        self.on_frames: Callable[[list[bytes]], None] | None = None  # called with all frames of each run
        self.widgets: dict[str, Any] = {}
        self.title = ""
        self._kept: dict[str, WidgetState] = {}
        self._hashes: list[str] = []
        self._script_hash = ""
        self._socket: ClientConnection | None = None

    async def arrive(self) -> Sample:
        """Connect to the server, run the page once, and return the timing of that run (a Sample)."""
        self._socket = await connect(
            f"ws://127.0.0.1:{self.port}/_stcore/stream", subprotocols=[Subprotocol("streamlit")], max_size=None,
            origin=Origin(f"http://127.0.0.1:{self.port}"), compression=None, ping_interval=None,
            additional_headers={"Cookie": self.cookie} if self.cookie else None,
        )  # fmt: skip
        return await self._run([])

    async def click(self, label: str) -> Sample:
        """Press the button with this label; return the timing of the page's rerun (a Sample)."""
        pressed = WidgetState(id=self._widget(label).id, trigger_value=True)
        return await self._run([pressed])

    async def choose(self, choices: Mapping[str, str]) -> Sample:
        """Choose an option in each named select box (key or label -> option); return the rerun's Sample."""
        for name, option in choices.items():
            identity = self._widget(name).id
            self._kept[identity] = WidgetState(id=identity, string_value=option)
        return await self._run([])

    def options(self, name: str) -> list[str]:
        """Return the options of the select box with this key or label."""
        return list(self._widget(name).options)

    async def go(self, page: str, query: str = "") -> Sample:
        """Open a page, optionally with a query string; return the timing of the run (a Sample)."""
        self.page, self.query, self._script_hash = page, query, ""
        return await self._run([])

    async def again(self) -> Sample:
        """Rerun the page without any change; return the timing of the rerun (a Sample)."""
        return await self._run([])

    async def leave(self) -> None:
        """Close the connection to the server."""
        if self._socket is not None:
            await self._socket.close()

    async def __aenter__(self) -> Self:
        """Connect to the server, run the page once, and return this client."""
        await self.arrive()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the connection to the server."""
        await self.leave()

    def _widget(self, name: str) -> Any:
        try:
            return self.widgets[name]
        except KeyError:
            raise VisitFailed(
                f"no widget {name} on /{self.page}; there is {', '.join(self.widgets)}"
            ) from None

    async def _run(self, pressed: list[WidgetState]) -> Sample:
        socket = self._socket
        if socket is None:
            raise VisitFailed(f"/{self.page} was never opened")
        message = BackMsg()
        asked = message.rerun_script
        asked.query_string, asked.page_name, asked.page_script_hash = self.query, self.page, self._script_hash
        asked.cached_message_hashes.extend(self._hashes)
        asked.context_info.url = f"http://127.0.0.1:{self.port}/{self.page}"
        asked.widget_states.widgets.extend([*self._kept.values(), *pressed])
        began = time.perf_counter()
        await socket.send(message.SerializeToString())
        messages: list[bytes] = []
        try:
            async with asyncio.timeout(PATIENCE):
                while not messages or not _finished(messages[-1]):
                    messages.append(await socket.recv(decode=False))
        except TimeoutError:
            raise VisitFailed(f"/{self.page} did not finish within {PATIENCE} s") from None
        wall = time.perf_counter() - began
        self._read(messages)
        if self.on_frames is not None:
            self.on_frames(messages)
        return Sample(wall, None, {"bytes": sum(map(len, messages)), "messages": len(messages)})

    def _read(self, messages: list[bytes]) -> None:
        """Extract widgets, title and message hashes from the messages of the page run that just ended."""
        found, hashes, self.title = {}, [], ""
        for raw in messages:
            message = ForwardMsg.FromString(raw)
            kind = message.WhichOneof("type")
            if message.hash:
                hashes.append(message.hash)
            if kind == "navigation":
                self._script_hash = message.navigation.page_script_hash
            elif kind == "page_not_found":
                raise VisitFailed(f"there is no page /{self.page}")
            elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
                element = message.delta.new_element
                name = element.WhichOneof("type")
                if name == "exception":
                    raise VisitFailed(
                        f"/{self.page} failed: {element.exception.type} {element.exception.message}"
                    )
                if name == "heading" and element.heading.tag == "h1":
                    self.title = element.heading.body
                widget: Any = getattr(element, name) if name else None
                if getattr(widget, "id", ""):
                    found[getattr(widget, "label", "") or widget.id] = widget
                    if getattr(widget, "query_param_key", ""):
                        found[widget.query_param_key] = widget
        self.widgets.update(found)
        self._hashes = hashes


def _finished(raw: bytes) -> bool:
    """Return whether a server message says that the page run has ended.

    A run that is interrupted to start again does not count as ended.
    """
    if len(raw) > SHORT:
        return False
    message = ForwardMsg.FromString(raw)
    return (
        message.WhichOneof("type") == "script_finished"
        and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN
    )
