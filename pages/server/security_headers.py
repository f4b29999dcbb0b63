"""Security headers of every HTTP response, and a redirect for unknown page addresses."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit

from analytics.messages import gettext
from pages.shell.registry import NO_SUCH_PAGE, PAGES

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)


def boot_script_hashes() -> list[str]:
    """Return the CSP hashes of the inline scripts in Streamlit's start page."""
    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    return [
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
        for script in _INLINE.findall(page)
    ]


def content_security_policy() -> str:
    """Return the CSP header: requests only to this server, no eval, no frames, no plug-ins."""
    rules = {
        "default-src": ["'self'"],
        "script-src": ["'self'", *boot_script_hashes()],
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": ["'self'", "data:", "blob:"],
        "font-src": ["'self'", "data:"],
        "connect-src": ["'self'", "blob:", "data:"],
        "worker-src": ["'self'", "blob:"],
        "frame-src": ["'none'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
    }
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in rules.items())


def headers() -> dict[str, str]:
    """Return the security headers of every HTTP response: name -> value."""
    return {
        "content-security-policy": content_security_policy(),
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "x-frame-options": "DENY",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": "camera=(), microphone=(), geolocation=()",
    }


# Streamlit asks for these below any address while it looks for its base path; they must fail there, not redirect.
_OWN = {"_stcore", "static", "component", "media", "app", "auth", "oauth2callback", "sign-in", "join", "open"}
_GO_TO_NO_SUCH_PAGE = [(b"location", f"/{NO_SUCH_PAGE}".encode()), (b"content-length", b"0")]
_KEPT = ("static/", "_stcore/", "component/")  # the server's own files: no client data, may be cached


class SecureResponses:
    """ASGI middleware that adds the security headers to every response.

    `no-store` is added to all responses that may show data.

    An address that is no page gets a redirect to our own sentence about it, because Streamlit would show a
    dialog that makes the page behind it unusable (and nothing at all for an address with two levels).
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self._headers = [(name.encode(), value.encode()) for name, value in headers().items()]
        self._pages = {"", NO_SUCH_PAGE, *(page.url for page in PAGES.values())}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request with security headers, or redirect it if the page address is unknown."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path = scope["path"].lstrip("/")

        async def send_secured(message: Message) -> None:
            """Send an ASGI message; add the security headers if it starts a response."""
            if message["type"] == "http.response.start":
                message = {**message, "headers": self._secured(path, message.get("headers", []))}
            await send(message)

        if scope["method"] in ("GET", "HEAD") and self._is_unknown(path):
            await send_secured({"type": "http.response.start", "status": 303, "headers": _GO_TO_NO_SUCH_PAGE})
            await send({"type": "http.response.body", "body": b""})
            return
        await self.app(scope, receive, send_secured)

    def _is_unknown(self, path: str) -> bool:
        """Return whether a path is neither a page of Holdfast nor a file of the server."""
        steps = path.split("/")
        if "." in path or _OWN.intersection(steps):
            return False
        return steps[0] not in self._pages or len(steps) > 1

    def _secured(self, path: str, sent: list) -> list:
        names = {name for name, _ in self._headers}
        kept = [(name, value) for name, value in sent if name.lower() not in names]
        if not path.startswith(_KEPT):
            kept = [(name, value) for name, value in kept if name.lower() != b"cache-control"]
            kept.append((b"cache-control", b"no-store"))
        return kept + self._headers


async def broken(request: Request, error: Exception) -> Response:
    """Return a response with status 500 that contains nothing but an error number."""
    from starlette.responses import PlainTextResponse

    from pages.server import error_handling

    number = error_handling.report(error)
    return PlainTextResponse(
        gettext("Something went wrong. Error number {number}: it is in the log of the data folder.").format(
            number=number
        ),
        status_code=500,
        headers=headers() | {"cache-control": "no-store"},
    )
