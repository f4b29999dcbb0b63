"""Routes outside Streamlit for signing in: `/sign-in`, and `/join` for one-time links.

They are separate pages because a Streamlit page cannot set an HttpOnly cookie.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, quote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from analytics.access import PeopleUnreadable
from analytics.accounts import invitations, openid, passwords, people, sessions, sign_in
from analytics.messages import gettext
from pages.server import sign_in_page
from pages.shell import current_viewer

if TYPE_CHECKING:
    from collections.abc import Mapping

SIGN_IN, JOIN = "/sign-in", "/join"
_MOST = 10_000  # bytes of a form

WRONG = gettext("Name or password is wrong.")
WRONG_CODE = gettext("Name, password or code is wrong.")
LOCKED = gettext("Too many wrong tries. Wait 15 minutes, or ask the owner.")
FOREIGN = gettext("This form was sent from another site. Open Holdfast's own address and try again.")


def routes() -> list[Route]:
    """Return the routes of sign-in and one-time links for the server app."""
    return [
        Route(SIGN_IN, _sign_in, methods=["GET", "POST"]),
        Route(JOIN, _join, methods=["GET", "POST"]),
    ]


async def _sign_in(request: Request) -> Response:
    """Show the sign-in form, or check the submitted form and set the cookie."""
    target = sign_in_page.page_address(request.query_params.get("next", ""))
    if request.method == "GET":
        return _form(target)
    fields = await _fields(request)
    if fields is None:
        return _form(target, FOREIGN, status=403)
    name, password, code = (fields.get(key, "") for key in ("name", "password", "code"))
    try:
        outcome = await run_in_threadpool(sign_in.sign_in, _folder(), name, password, code)
    except PeopleUnreadable as problem:
        return _form(target, str(problem), status=503)
    if outcome.token:
        response = RedirectResponse(target, status_code=303)
        sign_in_page.set_sign_in_cookie(request, response, outcome.token)
        return response
    if outcome.state == "needs_code":
        return _form(target, asks_code=True, name=name)
    said = LOCKED if outcome.state == "locked" else WRONG_CODE if code else WRONG
    return _form(
        target, said, name=name, asks_code=bool(code), status=429 if outcome.state == "locked" else 401
    )


async def _join(request: Request) -> Response:
    """Show the form of a one-time link, or handle the submitted form."""
    token = request.query_params.get("token", "")
    try:
        account = await run_in_threadpool(invitations.whose, _folder(), token)
    except PeopleUnreadable as problem:
        return sign_in_page.page(gettext("Not now"), str(problem), status=503)
    if account is None:
        return sign_in_page.page(gettext("Link not valid"), invitations.NOT_VALID, status=404)
    return _join_form(token, account) if request.method == "GET" else await _joined(request, token, account)


async def _joined(request: Request, token: str, account: people.Account) -> Response:
    """Check the submitted form of a one-time link, store the new password, and sign the person in."""
    fields = await _fields(request)
    if fields is None:
        return _join_form(token, account, FOREIGN, status=403)
    login, password = fields.get("name", ""), fields.get("password", "")
    if password != fields.get("again", ""):
        return _join_form(token, account, gettext("The two passwords differ."), login=login, status=400)
    try:
        account = await run_in_threadpool(invitations.use, _folder(), token, login, password)
        cookie = await run_in_threadpool(sessions.begin, _folder(), account)
    except (people.PersonRefused, passwords.PasswordRefused) as refused:
        return _join_form(token, account, str(refused), login=login, status=400)
    except PeopleUnreadable as problem:
        return sign_in_page.page(gettext("Not now"), str(problem), status=503)
    response = RedirectResponse("/", status_code=303)
    sign_in_page.set_sign_in_cookie(request, response, cookie)
    return response


def _folder() -> Path:
    """Return the folder of the practice store, which contains the accounts."""
    return current_viewer.folder().practice.folder


async def _fields(request: Request) -> Mapping[str, str] | None:
    """Return the fields of a submitted form; None if another site sent it or it is too long."""
    if _is_foreign(request):
        return None
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > _MOST:
            return None
    return {key: values[0] for key, values in parse_qs(body.decode("utf-8", "replace")).items()}


def _is_foreign(request: Request) -> bool:
    """Return whether a form was sent from a page of another site.

    Browsers state this in the header Sec-Fetch-Site. Origin is only the fallback: it is "null" for Holdfast's
    own forms, because its pages send no referrer.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site != "same-origin"
    origin = request.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != request.headers.get("host")


def _form(
    target: str, problem: str = "", *, name: str = "", asks_code: bool = False, status: int = 200
) -> Response:
    """Return the page with the sign-in form; `asks_code` adds the field for a one-time code."""
    action = f"{SIGN_IN}?next={quote(target, safe='')}"
    fields = [
        sign_in_page.field("name", gettext("Name"), value=name, hint="username", focus=not name),
        sign_in_page.field(
            "password", gettext("Password"), kind="password", hint="current-password", focus=bool(name)
        ),
    ]
    if asks_code:
        fields.append(
            sign_in_page.field("code", gettext("Code from your authenticator app"), hint="one-time-code")
        )
    return sign_in_page.page(
        gettext("Sign in"),
        problem,
        inside=sign_in_page.form(action, fields, gettext("Sign in"))
        + _provider_link(f"next={quote(target, safe='')}"),
        note=gettext("Forgot your password? The owner of the practice can send you a new link."),
        status=status,
    )


def _join_form(
    token: str, account: people.Account, problem: str = "", *, login: str = "", status: int = 200
) -> Response:
    """Return the page with the form in which a person sets sign-in name and password."""
    fields = [
        sign_in_page.field(
            "name",
            gettext("Sign-in name or e-mail"),
            value=login or account.login or "",
            hint="username",
            focus=True,
        ),
        sign_in_page.field("password", gettext("New password"), kind="password", hint="new-password"),
        sign_in_page.field("again", gettext("New password again"), kind="password", hint="new-password"),
    ]
    return sign_in_page.page(
        gettext("Welcome, {name}").format(name=account.name),
        problem,
        inside=sign_in_page.form(f"{JOIN}?token={quote(token, safe='')}", fields, gettext("Save and sign in"))
        + _provider_link(f"token={quote(token, safe='')}"),
        note=gettext("At least {n} characters, without your name. This link works once.").format(
            n=passwords.LEAST
        ),
        status=status,
    )


def _provider_link(query: str) -> str:
    """Return the HTML of the link to sign in through the provider; empty without a provider."""
    try:
        provider = openid.provider(_folder())
    except PeopleUnreadable:
        return ""  # the command `check` says what is wrong with its settings
    if provider is None:
        return ""
    words = gettext("Sign in with {provider}").format(provider=provider.name)
    return sign_in_page.link(f"/sign-in/provider?{query}", words)
