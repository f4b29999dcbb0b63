"""JSON text that begins with a SHA-256 checksum of the rest, so that any changed byte is noticed."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

_SEALED = re.compile(rb'\{"seal": "(?P<seal>[0-9a-f]{64})", (?P<rest>.*)', re.DOTALL)


def sealed(text: str) -> str:
    """Return a JSON object's text with the SHA-256 of that text as first entry."""
    return f'{{"seal": "{hashlib.sha256(text.encode()).hexdigest()}", {text[1:]}'


def unsealed(content: bytes) -> dict[str, Any] | None:
    """Return the JSON object of a sealed text; None if the checksum is missing or wrong."""
    found = _SEALED.fullmatch(content)
    if found is None or hashlib.sha256(b"{" + found["rest"]).hexdigest().encode() != found["seal"]:
        return None
    return json.loads(b"{" + found["rest"])
