"""Route `/open?token=...`, printed by `start.py`: sets the cookie that opens the practice's data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response
from starlette.routing import Route

from analytics.messages import gettext
from pages.server import sign_in_page
from pages.shell import start_key

if TYPE_CHECKING:
    from starlette.requests import Request

WRONG = gettext(
    "It belongs to another start of Holdfast. Look where Holdfast was started last: it prints its address."
)


def routes() -> list[Route]:
    """Return the route of the start address for the server app."""
    return [Route(start_key.PATH, _start, methods=["GET"])]


async def _start(request: Request) -> Response:
    """Set the access cookie and forward to the first page, if the token is right; refuse a wrong token."""
    given = request.query_params.get("token")
    if start_key.token() is not None and not start_key.fits(given):
        return sign_in_page.page(gettext("This address does not work"), WRONG, status=403)
    response = sign_in_page.lead_to("/")
    if start_key.fits(given):
        response.set_cookie(start_key.cookie(), given or "", path="/", httponly=True, samesite="strict")
    return response
