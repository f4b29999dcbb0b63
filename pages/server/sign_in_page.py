"""HTML of the small pages outside Streamlit: sign-in, one-time links, the start address."""

from __future__ import annotations

import html
from pathlib import Path

from starlette.responses import HTMLResponse, Response

_STYLE = (Path(__file__).with_name("sign_in.css")).read_text(encoding="utf-8")


def field(
    key: str, label: str, *, kind: str = "text", value: str = "", hint: str = "", focus: bool = False
) -> str:
    """Return one labelled input of a form as HTML."""
    attributes = {"id": key, "name": key, "type": kind, "value": value, "autocomplete": hint}
    written = " ".join(f'{name}="{html.escape(text)}"' for name, text in attributes.items())
    flags = ["required", *(["autofocus"] if focus else [])]
    return f'<label for="{key}">{html.escape(label)}</label><input {written} {" ".join(flags)}>'


def form(action: str, fields: list[str], button: str) -> str:
    """Return a form as HTML."""
    inside = "".join(fields)
    return (
        f'<form method="post" action="{html.escape(action)}">{inside}'
        f'<button type="submit">{html.escape(button)}</button></form>'
    )


def page(title: str, problem: str = "", *, inside: str = "", note: str = "", status: int = 200) -> Response:
    """Return a whole page with a title, what is wrong, a form and a note."""
    parts = [f"<h1>{html.escape(title)}</h1>"]
    if problem:
        parts.append(f'<p class="problem" role="alert">{html.escape(problem)}</p>')
    parts.append(inside)
    if note:
        parts.append(f'<p class="note">{html.escape(note)}</p>')
    return HTMLResponse(
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport"'
        f' content="width=device-width, initial-scale=1"><title>{html.escape(title)} · Holdfast</title>'
        f'<style>{_STYLE}</style></head><body><main><p class="brand">Holdfast</p>{"".join(parts)}</main></body></html>',
        status_code=status,
    )
