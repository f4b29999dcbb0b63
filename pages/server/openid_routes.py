"""Routes `/sign-in/provider` and `/sign-in/callback`: sign-in through the practice's OpenID provider.

Authlib implements the protocol (code flow with PKCE, state and nonce). The provider only identifies the
person; access rights come from the practice's own accounts, and the sign-in expires like any other.
"""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.starlette_client import OAuth
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.responses import Response
from starlette.routing import Route

from analytics.access import PeopleUnreadable
from analytics.accounts import openid, people, sessions
from analytics.messages import gettext
from pages.server import sign_in_page
from pages.shell import current_viewer, served

if TYPE_CHECKING:
    from starlette.requests import Request

GO, BACK = "/sign-in/provider", "/sign-in/callback"
_MINUTES = 10  # from the redirect to the callback
_LINK, _NEXT = "link", "next"  # stored from the redirect to the callback, in a signed cookie

NONE = gettext("This practice signs in with passwords.")
UNREACHED = gettext("{provider} did not answer. Try again later, or ask whoever runs Holdfast here.")
NOT_TOLD = gettext("{provider} did not say who you are. Start again from the sign-in page.")
UNKNOWN = gettext(
    "Nobody here signs in with this account of {provider}. Ask the owner of the practice for a one-time link."
)


def routes() -> list[Route]:
    """Return the routes for signing in through an OpenID provider."""
    kept = Middleware(
        SessionMiddleware,
        secret_key=secrets.token_hex(
            32
        ),  # of this start: whoever is on the way while it restarts begins again
        session_cookie="holdfast_provider",
        max_age=_MINUTES * 60,
        path="/sign-in",
        same_site="lax",  # the way back comes from the provider's site
        https_only=served.address() is not None,
    )
    return [Route(GO, _go, middleware=[kept]), Route(BACK, _back, middleware=[kept])]


def _client(provider: openid.Provider):
    """Return Authlib's client for a provider; the provider's discovery document is loaded on first use."""
    registry = OAuth()
    registry.register(
        "provider",
        client_id=provider.client_id,
        client_secret=provider.client_secret,
        server_metadata_url=provider.metadata_url,
        client_kwargs={"scope": "openid", "code_challenge_method": "S256"},
    )
    return registry.provider


async def _go(request: Request) -> Response:
    """Redirect the browser to the provider; keep one-time link and target page in a cookie meanwhile."""
    try:
        provider = openid.provider(current_viewer.folder().practice.folder)
    except PeopleUnreadable as problem:
        return _said(str(problem), 503)
    if provider is None:
        return _said(NONE, 404)
    request.session.clear()
    request.session[_LINK] = request.query_params.get("token", "")
    request.session[_NEXT] = request.query_params.get("next", "/")
    outside = served.address()
    base = outside.geturl() if outside else str(request.base_url).rstrip("/")
    try:
        return await _client(provider).authorize_redirect(request, f"{base}{BACK}")
    except (AuthlibBaseError, httpx2.HTTPError, ValueError, OSError):
        return _said(UNREACHED.format(provider=provider.name), 502)


async def _back(request: Request) -> Response:
    """Handle the provider's callback: sign in the person with this identity or with the one-time link."""
    folder = current_viewer.folder().practice.folder
    link, target = request.session.get(_LINK, ""), request.session.get(_NEXT, "/")
    try:
        provider = openid.provider(folder)
        if provider is None:
            return _said(NONE, 404)
        try:
            told = (await _client(provider).authorize_access_token(request)).get("userinfo") or {}
        except (httpx2.HTTPError, OSError):
            return _said(UNREACHED.format(provider=provider.name), 502)
        except (AuthlibBaseError, ValueError, KeyError):
            told = {}
        request.session.clear()
        if not told.get("iss") or not told.get("sub"):
            return _said(NOT_TOLD.format(provider=provider.name), 403)
        subject = openid.subject(told["iss"], told["sub"])
        if link:
            account = await run_in_threadpool(openid.bind, folder, link, subject, provider.name)
        else:
            account = await run_in_threadpool(openid.whose, folder, subject)
        if account is None:
            return _said(UNKNOWN.format(provider=provider.name), 403)
        token = await run_in_threadpool(sessions.begin, folder, account)
    except people.PersonRefused as refused:
        return _said(str(refused), 403)
    except PeopleUnreadable as problem:
        return _said(str(problem), 503)
    response = sign_in_page.lead_to(target)
    sign_in_page.set_sign_in_cookie(request, response, token)
    return response


def _said(sentence: str, status: int) -> Response:
    """Return an HTML page that says why signing in failed."""
    return sign_in_page.page(gettext("Not signed in"), sentence, status=status, back=True)
