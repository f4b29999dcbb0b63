"""HTML of the small pages outside Streamlit: sign-in, one-time links, and the address printed at start."""

from __future__ import annotations

import html
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.responses import HTMLResponse, Response

from analytics.accounts import sessions
from analytics.messages import gettext
from pages.shell import served
from pages.shell.registry import PAGES

if TYPE_CHECKING:
    from starlette.requests import Request

_STYLE = (Path(__file__).with_name("sign_in.css")).read_text(encoding="utf-8")


def field(
    key: str, label: str, *, kind: str = "text", value: str = "", hint: str = "", focus: bool = False
) -> str:
    """Return a labelled form input as HTML."""
    attributes = {"id": key, "name": key, "type": kind, "value": value, "autocomplete": hint}
    written = " ".join(f'{name}="{html.escape(text)}"' for name, text in attributes.items())
    flags = ["required", *(["autofocus"] if focus else [])]
    return f'<label for="{key}">{html.escape(label)}</label><input {written} {" ".join(flags)}>'


def form(action: str, fields: list[str], button: str) -> str:
    """Return an HTML form with the given inputs and button."""
    inside = "".join(fields)
    return (
        f'<form method="post" action="{html.escape(action)}">{inside}'
        f'<button type="submit">{html.escape(button)}</button></form>'
    )


def lead_to(target: str) -> Response:
    """Return an HTML page that forwards the browser to an address of Holdfast.

    This is not a redirect, because after a link from another site browsers send no strict cookie with a
    redirect.
    """
    address = html.escape(page_address(target))
    return HTMLResponse(
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Holdfast</title>'
        f'<meta http-equiv="refresh" content="0; url={address}"></head>'
        f'<body><a href="{address}">{html.escape(gettext("Open Holdfast"))}</a></body></html>'
    )


def page_address(given: str) -> str:
    """Return an address if it is a page of Holdfast, with its query; `/` for any other address."""
    parts = urlsplit(given)
    known = {f"/{page.url}" for page in PAGES.values()}
    if parts.scheme or parts.netloc or parts.path not in known:
        return "/"
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def set_sign_in_cookie(request: Request, response: Response, token: str) -> None:
    """Set the sign-in cookie: HttpOnly, SameSite=Strict, and Secure where TLS is used."""
    response.set_cookie(
        sessions.COOKIE,
        token,
        max_age=int(sessions.LONGEST.total_seconds()),
        path="/",
        httponly=True,
        samesite="strict",
        secure=served.address() is not None or request.url.scheme == "https",
    )


def link(address: str, words: str) -> str:
    """Return the HTML of a link that looks like a button."""
    return f'<a class="button" href="{html.escape(address)}">{html.escape(words)}</a>'


def page(
    title: str, problem: str = "", *, inside: str = "", note: str = "", status: int = 200, back: bool = False
) -> Response:
    """Return an HTML page with title, error message, form, note and, optionally, a link to sign-in."""
    parts = [f"<h1>{html.escape(title)}</h1>"]
    if problem:
        parts.append(f'<p class="problem" role="alert">{html.escape(problem)}</p>')
    parts.append(inside)
    if back:
        parts.append(link("/sign-in", gettext("Back to sign-in")))
    if note:
        parts.append(f'<p class="note">{html.escape(note)}</p>')
    return HTMLResponse(
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport"'
        f' content="width=device-width, initial-scale=1"><title>{html.escape(title)} · Holdfast</title>'
        f'<style>{_STYLE}</style></head><body><main><p class="brand">Holdfast</p>{"".join(parts)}</main></body></html>',
        status_code=status,
    )
