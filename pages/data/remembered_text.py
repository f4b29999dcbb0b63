"""Text with the date of a remembered answer about a file."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from analytics.messages import gettext
from pages.ui import formatting


def remembered_note(report: Mapping[str, Any], key: str, value: object = None) -> str:
    """Return when a remembered answer was given: `as you said on 3 May 2026`.

    Empty if this import used no remembered answer for `key`.
    """
    for one in report.get("remembered") or []:
        if one["key"] == key and value in (None, one["value"]):
            return gettext("as you said on {day}").format(day=formatting.day(local_day(one["said_at"])))
    return ""


def noted(words: str, report: Mapping[str, Any], key: str) -> str:
    """Return the text of an answer, followed, if it was remembered, by the date on which it was given.

    For example `day first (as you said on ...)`.
    """
    said = remembered_note(report, key)
    return f"{words} ({said})" if said else words


def local_day(moment: str) -> datetime.date:
    """Return the local date of a UTC time in ISO format."""
    return datetime.datetime.fromisoformat(moment).astimezone().date()
