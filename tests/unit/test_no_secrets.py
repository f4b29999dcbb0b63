"""Tests that no file of the project holds a key, token or password: by known forms, and by how random a word looks."""

from __future__ import annotations

import base64
import math
import random
import re
from collections import Counter
from pathlib import Path

from analytics.store import encryption_key
from tests.support.server import ROOT

TEXTS = {
    ".py",
    ".sql",
    ".md",
    ".toml",
    ".json",
    ".txt",
    ".yaml",
    ".yml",
    ".css",
    ".typ",
    ".service",
    ".svg",
    ".R",
    ".csv",
    "",
}
TOP = (
    "analytics",
    "pages",
    "launcher",
    "sample_data",
    "tests",
    "docs",
    "deploy",
    "benchmarks",
    ".ci",
    ".streamlit",
)
FORMS = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{30}|\bxox[abprs]-[A-Za-z0-9-]{10}|"
    r"\bsk-[A-Za-z0-9]{20}|\beyJ[A-Za-z0-9_-]{10,}\.eyJ|\b(?:[0-9a-f]{4}-){15}[0-9a-f]{4}\b"
)
NO_SECRETS = {"RC-API-02_Export-Records"}  # a page of a manual
WORD = re.compile(r"[A-Za-z0-9+_-]{24,}")
RANDOM = 4.0  # bits a character; names and words of this length stay under it, 24 random characters do not


def files() -> list[Path]:
    """Return the text files of the project."""
    here = [path for path in ROOT.iterdir() if path.is_file()]
    inside = [path for top in TOP for path in (ROOT / top).rglob("*") if path.is_file()]
    return [path for path in (*here, *inside) if path.suffix in TEXTS and "__pycache__" not in path.parts]


def suspicious(text: str) -> list[str]:
    """Return what looks like a secret in a text: known forms, and long words of mixed random characters."""
    words = [
        word
        for word in WORD.findall(text)
        if all(re.search(kind, word) for kind in ("[a-z]", "[A-Z]", "[0-9]"))
    ]
    return [
        *FORMS.findall(text),
        *(word for word in words if _bits(word) > RANDOM and word not in NO_SECRETS),
    ]


def _bits(word: str) -> float:
    """Return the entropy of the characters of a word, in bits a character."""
    return -sum(n / len(word) * math.log2(n / len(word)) for n in Counter(word).values())


def test_no_file_holds_a_secret():
    found = files()
    assert len(found) > 1000
    seen = {path.relative_to(ROOT).as_posix(): suspicious(path.read_text(encoding="utf-8")) for path in found}
    assert {name: hits for name, hits in seen.items() if hits} == {}


def test_a_secret_would_be_found():
    """Known forms always; random words in 95 of 100 cases, as some of them look like names."""
    for form in ("-----BEGIN OPENSSH " + "PRIVATE KEY-----", encryption_key.Key(bytes(range(32))).written()):
        assert suspicious(f'KEY = "{form}"'), form
    draw = random.Random(20261201)
    for write in (base64.urlsafe_b64encode, base64.b64encode):
        words = [write(draw.randbytes(36)).decode() for _ in range(200)]
        assert sum(bool(suspicious(f'KEY = "{word}"')) for word in words) >= 190
