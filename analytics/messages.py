"""Translatable sentence templates with named placeholders and plural forms.

    gettext("{better} of {n} were clearly better.").format(better=count(3), n=count(7))
    ngettext("{n} client is open.", "{n} clients are open.", n).format(n=count(n))

Each template is a literal at the place of use, and a whole sentence or label, so that `xgettext` finds it and
a translator can reorder its parts. There is no catalogue: English is the only language.
"""

from __future__ import annotations

from gettext import NullTranslations

NOT_GIVEN = "not given"

gettext = NullTranslations().gettext
ngettext = NullTranslations().ngettext


def count(n: float | None) -> str:
    """Return a whole number as text with thousands separators: `6,412`."""
    return NOT_GIVEN if n is None else f"{int(n):,}"


def paragraph(*sentences: str | None) -> str:
    """Join sentences with spaces into one paragraph, leaving out empty ones."""
    return " ".join(sentence for sentence in sentences if sentence)
