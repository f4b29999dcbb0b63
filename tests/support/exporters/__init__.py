"""Generators of export files as written by survey tools, record systems and practice software.

Each renderer takes a seeded random source for everything that varies (language, separators, additions to heads,
missing codes, order of sheets) and returns the files, what must come out of them, and what a person who knows the file
would answer. A new exporter is a function here and an entry in the EXPORTERS of its module.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from tests.support.exporters import (
    answers,
    fhir,
    kobo,
    limesurvey,
    practice_software,
    redcap,
    shapes,
    surveys,
    workbooks,
)
from tests.support.exporters.table import Rendered

ALL: dict[str, Callable[[random.Random], Rendered]] = {}
for family in (redcap, surveys, limesurvey, kobo, answers, practice_software, workbooks, shapes, fhir):
    ALL |= family.EXPORTERS

__all__ = ["ALL", "Rendered"]
