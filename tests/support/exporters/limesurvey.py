"""LimeSurvey exports: files separated by semicolons, with sub-question codes in the headers."""

from __future__ import annotations

import csv
import random

from tests.support.exporters.table import ITEMS, Rendered, cells, sessions, spoilt
from tests.support.exporters.words import PARTS, any_language
from tests.support.exporters.writing import Style, as_csv, columns
from tests.support.small_practice import ORS, SRS

FIRST = ("id", "submitdate", "lastpage", "startlanguage", "seed", "token", "startdate", "datestamp")


def responses(pick: random.Random) -> Rendered:
    """Return an export with headers such as `ORS[SQ001]` or `ORS [Individually]`.

    Some responses are unfinished.
    """
    left, visits = spoilt(sessions(pick), pick)
    words, by_text = any_language(pick), pick.random() < 0.5
    headers = [
        *FIRST,
        *(("client", "therapist") if not by_text else (words["client_id"], words["therapist"])),
    ]
    for form, parts in PARTS.items():
        for number, part in enumerate(parts, 1):
            inside = words[part] if by_text else f"SQ{number:03}"
            headers.append(f"{form.upper()}{' ' if by_text else ''}[{inside}]")
    rows = [headers]
    for number, (visit, gone) in enumerate(visits, 1):
        at = f"{visit.day:%Y-%m-%d} 10:00:00"
        row = [number, at, 3, "de", 1000 + number, f"tok{number}", at, at, visit.client, visit.therapist]
        for form in ("ors", "srs"):
            row += cells(visit, form, gone[form], pick)[0]
        rows.append(row)
        if pick.random() < 0.15:  # begun and left: a client, no answers
            rows.append([f"9{number:03}", None, 1, "de", 1, f"x{number}", at, at, visit.client, *[None] * 9])
    style = Style(";", pick.choice(",."), quoting=csv.QUOTE_ALL, encoding=pick.choice(("utf-8", "utf-8-sig")))
    fields = [None, "session_date", *[None] * 6, "client_id", "therapist", *ORS, *SRS]
    return Rendered(
        [("results-survey123456.csv", as_csv(rows, style))], tuple(left), ITEMS, columns(headers, fields)
    )


EXPORTERS = {"limesurvey": responses}
