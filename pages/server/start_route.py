"""Address `/open?token=...` that `start.py` prints: gives the browser the key to own data as a cookie."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from analytics.messages import gettext
from pages.server import sign_in_page
from pages.shell import start_key

if TYPE_CHECKING:
    from starlette.requests import Request

WRONG = gettext(
    "This address is not, or no longer, the one of this start. Look where Holdfast was started: it printed its address."
)


def routes() -> list[Route]:
    """Return the route of the start address for the server app."""
    return [Route(start_key.PATH, _start, methods=["GET"])]


async def _start(request: Request) -> Response:
    """Set the cookie for the right key and lead on to the first page; refuse a wrong key."""
    given = request.query_params.get("token")
    if start_key.token() is not None and not start_key.fits(given):
        return sign_in_page.page(gettext("Not the address of this start"), WRONG, status=403)
    # Not a redirect: after a link from another program the browser would leave a strict cookie out of it.
    response = HTMLResponse(
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Holdfast</title>'
        '<meta http-equiv="refresh" content="0; url=/"></head>'
        f'<body><a href="/">{html.escape(gettext("Open Holdfast"))}</a></body></html>'
    )
    if start_key.fits(given):
        response.set_cookie(start_key.cookie(), given or "", path="/", httponly=True, samesite="strict")
    return response
