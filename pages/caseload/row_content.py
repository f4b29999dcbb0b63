"""Contents of one row of a caseload list."""

from __future__ import annotations

from dataclasses import dataclass

from pages.ui.safe_html import Html


@dataclass(frozen=True, kw_only=True)
class Row:
    """Texts and images of one client in a caseload list.

    code: client code of the practice. label: display name, if there is one. facts: short lines below
    ("session 9", "2 days ago"). spark: from `glyphs.sparkline`. chips: from `chips.chip`. why: one sentence,
    may contain **bold**. count: "about 46 in 100" or "no estimate yet"; count_note: the small line below.
    record: opaque key for the address. therapist: shown in lists with clients of several therapists. ask:
    suggested opening question.
    """

    code: str
    record: str
    facts: tuple[str, ...] = ()
    spark: Html = Html("")
    chips: tuple[Html, ...] = ()
    why: str = ""
    count: str = ""
    count_note: str = ""
    therapist: str = ""
    ask: str = ""
    label: str = ""
