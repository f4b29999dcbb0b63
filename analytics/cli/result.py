"""Result that a command returns for printing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Result:
    """Result of a command: exit status, JSON document, and the same answer as text.

    aside: the text is a message, not what was asked for, and goes to standard error.
    """

    status: int
    document: Any
    text: str
    aside: bool = False
