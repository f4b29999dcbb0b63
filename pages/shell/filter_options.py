"""Values offered by the sidebar filters for the current data version."""

from __future__ import annotations

import dataclasses

from analytics import outcomes
from analytics.access import Scope, may
from analytics.filters import Filters
from analytics.outcomes.own_clients import may_select, sees_every_client
from analytics.store import Warehouse
from pages.shell import answer_cache
from pages.shell.current_viewer import Session
from pages.shell.filters import Options


def in_version(warehouse: Warehouse, scope: Scope, filters: Filters) -> Options:
    """Return the filter values in a data version: sites, programmes, age groups, therapists, dates."""
    choices = outcomes.choices(warehouse, scope)
    version = warehouse.version
    return Options(
        data_date=version.data_date,
        sites=choices.sites,
        programs=choices.programs,
        age_groups=choices.age_groups,
        therapists=choices.therapists,
        newest_session=version.newest_session,
        first_month=choices.first_month,
        by_day=sees_every_client(warehouse, scope),
        may_choose=may_select(warehouse, scope),
    )


def for_session(session: Session) -> Options:
    """Return the filter values available to this viewer; empty before the first import."""
    if session.version is None or not session.viewer.roles:
        return Options(data_date=None)
    warehouse = session.store.warehouse(session.version)
    options = answer_cache.get_for(in_version, warehouse, session.viewer.scope, Filters())
    return options if may(session.viewer, "therapists") else dataclasses.replace(options, therapists=())
