"""Access check of every HTTP request and websocket, before any page, file or upload is reached.

Refused are:

- if other computers are served: requests that did not come through the TLS proxy;
- if the practice has accounts: requests without a valid sign-in cookie, except to the sign-in pages;
- if the practice has no accounts: uploads and metrics without the access key of this start;
- websockets and changing requests sent by another site or another port of this computer.

Access rights are checked again in every page run (`pages.shell.current_viewer`), because this check sees a
websocket only when it is opened.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse

from analytics.access import PeopleUnreadable
from analytics.accounts import schema, sessions
from analytics.messages import gettext
from pages.server.openid_routes import BACK, GO
from pages.server.sign_in_routes import JOIN, SIGN_IN
from pages.shell import current_viewer, served, start_key

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

HEALTH = "/_stcore/health"
# These routes check the sender themselves: their pages send no referrer and therefore no origin.
_FORMS = {SIGN_IN, JOIN, GO, BACK}
_KEPT = ("/_stcore/upload_file", "/_stcore/metrics")  # never without the key of this start
_SAFE = ("GET", "HEAD", "OPTIONS")

SIGN_IN_FIRST = gettext("Sign in first.")
NO_KEY = gettext("Open the address that was printed where Holdfast was started.")
FOREIGN = gettext("This was sent from another site. Open Holdfast's own address.")
NO_OWNER = gettext("Nobody can sign in here yet. Start Holdfast again: it prints a link for the first owner.")


class Gate:
    """ASGI middleware that refuses requests from other sites, without sign-in, or past the TLS proxy."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a request or a websocket, or refuse it."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        status, words = await _refusal(HTTPConnection(scope), scope)
        if not status:
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()  # the opening of the websocket, which is then refused with 403
            await send({"type": "websocket.close", "code": 1008})
        elif status == 401 and words is SIGN_IN_FIRST and _is_page(HTTPConnection(scope), scope):
            query = scope["query_string"].decode("latin-1")
            path = scope["path"] + (f"?{query}" if query else "")
            answer = RedirectResponse(f"{SIGN_IN}?next={quote(path, safe='')}", status_code=303)
            await answer(scope, receive, send)
        else:
            await PlainTextResponse(words, status_code=status)(scope, receive, send)


async def _refusal(request: HTTPConnection, scope: Scope) -> tuple[int, str]:
    """Return (HTTP status, sentence) for a request to refuse; (0, "") for a request to serve."""
    path = scope["path"]
    if path == HEALTH:
        return 0, ""
    is_served = served.address() is not None
    if is_served and not served.is_through_proxy(request.headers):
        return 421, served.REFUSAL
    if path not in _FORMS and _is_foreign(request, scope):
        return 403, FOREIGN
    if path in _FORMS:
        return 0, ""
    folder = current_viewer.folder().practice.folder
    if not schema.in_use(folder):
        if is_served:
            return 503, NO_OWNER
        needs_key = path.startswith(_KEPT) and not start_key.opens(request.cookies)
        return (401, NO_KEY) if needs_key else (0, "")
    try:
        token = request.cookies.get(sessions.COOKIE)
        account = await run_in_threadpool(sessions.current, folder, token, is_click=False)
    except PeopleUnreadable:
        account = None
    return (0, "") if account is not None else (401, SIGN_IN_FIRST)


def _is_foreign(request: HTTPConnection, scope: Scope) -> bool:
    """Return whether a page of another origin opened this websocket or sent this changing request."""
    if scope["type"] == "http" and scope["method"] in _SAFE:
        return False
    origin = request.headers.get(
        "origin"
    )  # programs that are no browser send none, and have no cookies of one
    return origin is not None and urlsplit(origin).netloc.lower() != request.headers.get("host", "").lower()


def _is_page(request: HTTPConnection, scope: Scope) -> bool:
    """Return whether a browser asks for an HTML page, so that a redirect to the sign-in page makes sense."""
    return scope["method"] in ("GET", "HEAD") and "text/html" in request.headers.get("accept", "")
