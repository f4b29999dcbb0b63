"""What the sidebar filters can choose from in the version on screen; remembered like every answer."""

from __future__ import annotations

import dataclasses

from analytics import outcomes
from analytics.access import may
from analytics.filters import Filters
from pages.shell import answer_cache
from pages.shell.current_viewer import Session
from pages.shell.filters import Options


def in_version(warehouse, scope, filters) -> Options:
    """The sites, programmes, age groups and therapists that occur, and the data date that anchors the periods."""
    found = outcomes.choices(warehouse, scope)
    version = warehouse.version
    return Options(
        version.data_date,
        found.sites,
        found.programs,
        found.age_groups,
        therapists=found.therapists,
        newest_session=version.newest_session,
        first_month=found.first_month,
        by_day=scope.every_therapist,
    )


def for_session(looking: Session) -> Options:
    """The choices for this viewer; none before the first import."""
    if looking.version is None or not looking.viewer.roles:
        return Options(None)
    warehouse = looking.store.warehouse(looking.version)
    found = answer_cache.get_for(in_version, warehouse, looking.viewer.scope, Filters())
    return found if may(looking.viewer, "therapists") else dataclasses.replace(found, therapists=())
