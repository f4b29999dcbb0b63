"""Words for when an answer that settles something about a file was given."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from pages.ui import formatting


def as_said(report: Mapping[str, Any], key: str, value: object = None) -> str:
    """Write ` (as you said on 3 May 2026)` where a remembered answer settled this; else nothing."""
    for one in report.get("remembered") or []:
        if one["key"] == key and value in (None, one["value"]):
            return f" (as you said on {formatting.day(said_on(one['said_at']))})"
    return ""


def said_on(moment: str) -> datetime.date:
    """Return the day of a moment in UTC on this computer's calendar."""
    return datetime.datetime.fromisoformat(moment).astimezone().date()
