"""JSON files under a seal: the SHA-256 of everything else is the first entry, so that each changed byte is noticed."""

from __future__ import annotations

import hashlib
import json
import re

_SEALED = re.compile(rb'\{"seal": "(?P<seal>[0-9a-f]{64})", (?P<rest>.*)', re.DOTALL)


def sealed(text: str) -> str:
    """A JSON object with the SHA-256 of its text as first entry."""
    return f'{{"seal": "{hashlib.sha256(text.encode()).hexdigest()}", {text[1:]}'


def unsealed(content: bytes) -> dict | None:
    """The JSON object under a seal that fits; None where there is no seal or it does not fit."""
    found = _SEALED.fullmatch(content)
    if found is None or hashlib.sha256(b"{" + found["rest"]).hexdigest().encode() != found["seal"]:
        return None
    return json.loads(b"{" + found["rest"])
