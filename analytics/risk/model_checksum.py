"""JSON files with a checksum: the SHA-256 of everything else comes first, so that any changed byte is noticed."""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any

_SEALED = re.compile(rb'\{"seal": "(?P<seal>[0-9a-f]{64})", (?P<rest>.*)', re.DOTALL)


def sealed(text: str) -> str:
    """Return a JSON object with the SHA-256 of its text as first entry."""
    return f'{{"seal": "{hashlib.sha256(text.encode()).hexdigest()}", {text[1:]}'


def unsealed(content: bytes) -> dict[str, Any] | None:
    """Return the JSON object under a checksum that fits; None where there is no checksum or it does not fit."""
    found = _SEALED.fullmatch(content)
    if found is None or hashlib.sha256(b"{" + found["rest"]).hexdigest().encode() != found["seal"]:
        return None
    return json.loads(b"{" + found["rest"])
