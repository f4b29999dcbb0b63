"""What the sidebar filters can choose from in the version on screen; remembered like every answer."""

from __future__ import annotations

from analytics import outcomes
from analytics.filters import Filters
from pages.parts import answers
from pages.parts.filters import Options
from pages.parts.looking import Looking


def in_version(warehouse, scope, filters) -> Options:
    """The sites, programmes and age groups that occur, and the data date that anchors the periods."""
    found = outcomes.choices(warehouse, scope)
    return Options(
        warehouse.version.data_date,
        found.sites,
        found.programs,
        found.age_groups,
        first_month=found.first_month,
        by_day=scope.every_therapist,
    )


def of(looking: Looking) -> Options:
    """The choices for this viewer; none before the first import."""
    if looking.version is None or not looking.viewer.roles:
        return Options(None)
    warehouse = looking.store.warehouse(looking.version)
    return answers.asked(in_version, warehouse, looking.viewer.scope, Filters())
