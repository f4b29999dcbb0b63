"""Definitions: the rules of scoring and counting, kept as data in `rules.toml`.

`rules.toml` is the only place where a default, its unit and its source stand; `Definitions` holds the same
rules typed. A practice's own choices override single keys; every number on screen carries the digest of the
definitions that made it.
"""

from analytics.definitions.glossary import GLOSSARY, Term
from analytics.definitions.model import Definitions
from analytics.definitions.rules import (
    DEFAULTS,
    RULES,
    DefinitionError,
    Rule,
    changed,
    from_stored,
    from_toml,
    load,
    to_toml,
)

__all__ = [
    "DEFAULTS",
    "GLOSSARY",
    "RULES",
    "DefinitionError",
    "Definitions",
    "Rule",
    "Term",
    "changed",
    "from_stored",
    "from_toml",
    "load",
    "to_toml",
]
