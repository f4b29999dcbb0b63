"""All SQL of the product, one statement per file, with grain and units in the file's header.

`marts/` turns the sessions of a practice into the tables of a data version (run in order of file name at
import), `views/` limits them to what a viewer may see, `questions/` contains the queries of the pages,
`staging/` types the cells of an export.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
# Of the tables of a data version. Raise it with each release that changes `layout()`: a version with a higher number
# was made by a newer Holdfast and is refused, one with an equal or lower number is built again.
LAYOUT_NO = 3
_PARAMETER = re.compile(r"\$([a-z_][a-z0-9_]*)")
_COMMENT = re.compile(r"--[^\n]*")


@cache
def read(name: str) -> str:
    """Return the text of one SQL file, for example `read("questions/timeline")`."""
    return (HERE / f"{name}.sql").read_text(encoding="utf-8")


@cache
def parameters(name: str) -> frozenset[str]:
    """Return the names of the parameters (`$name`) that one SQL file uses."""
    return frozenset(_PARAMETER.findall(_COMMENT.sub("", read(name))))


def names(folder: str) -> list[str]:
    """Return the names of the SQL files of one folder, as `folder/name`, in the order in which they run."""
    return [f"{folder}/{path.stem}" for path in sorted((HERE / folder).glob("*.sql"))]


@cache
def schema_hash() -> str:
    """Return a hash of the SQL that builds a version's tables and views; it changes when that SQL changes."""
    files = [*names("marts"), *names("views"), "merge/ledger_version", "merge/ledger_new"]
    text = "".join(name + read(name) for name in files)
    return hashlib.sha256(text.encode()).hexdigest()[:12]
