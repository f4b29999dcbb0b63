"""Files that only this user of the computer can read, and that are there in full or not at all."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

FILE, FOLDER = 0o600, 0o700


def write(target: Path, text: str) -> None:
    """Put text in place of whatever the file held, in one step; makes the folder."""
    target.parent.mkdir(mode=FOLDER, parents=True, exist_ok=True)
    scratch = target.with_name(f".{target.name}-{secrets.token_hex(4)}")
    descriptor = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE)
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as out:
        out.write(text)
        out.flush()
        os.fsync(descriptor)
    os.replace(scratch, target)
