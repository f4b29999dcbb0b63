"""Gate before the whole server: where people sign in, nothing but the sign-in pages answers without a valid cookie.

It refuses the page, the websocket, uploads, downloads and metrics alike. Who may see what is decided again in every
page run (`pages.shell.current_viewer`), because an open websocket is not asked twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse

from analytics.access import PeopleUnreadable
from analytics.accounts import schema, sessions
from analytics.messages import gettext
from pages.server.sign_in_routes import JOIN, SIGN_IN
from pages.shell import current_viewer

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

_OPEN = {SIGN_IN, JOIN, "/_stcore/health"}
_REFUSED = gettext("Sign in first.")


class Gate:
    """ASGI middleware that lets only signed-in people through, once the practice has accounts."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request or a websocket, or refuse it."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        folder = current_viewer.folder().practice.folder
        if scope["path"] in _OPEN or not schema.in_use(folder):
            await self.app(scope, receive, send)
            return
        token = HTTPConnection(scope).cookies.get(sessions.COOKIE)
        try:
            account = await run_in_threadpool(sessions.current, folder, token, is_click=False)
        except PeopleUnreadable:
            account = None
        if account is not None:
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()  # the opening of the websocket, which is then refused with 403
            await send({"type": "websocket.close", "code": 1008})
        elif scope["method"] in ("GET", "HEAD") and b"text/html" in dict(scope["headers"]).get(
            b"accept", b""
        ):
            path = scope["path"] + (
                f"?{scope['query_string'].decode('latin-1')}" if scope["query_string"] else ""
            )
            await RedirectResponse(f"{SIGN_IN}?next={quote(path, safe='')}", status_code=303)(
                scope, receive, send
            )
        else:
            await PlainTextResponse(_REFUSED, status_code=401)(scope, receive, send)
