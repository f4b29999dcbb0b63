"""The course answer: the fitted model, its curves, and where the open clients of the viewer stand."""

from __future__ import annotations

import math

from analytics.access import Scope
from analytics.answers import common
from analytics.course.course_position import standing
from analytics.course.expected import Expected, expected
from analytics.course.results import Coefficients, Course, CourseClient, CurvePoint
from analytics.filters import Filters
from analytics.stats import growth
from analytics.store import Warehouse

INTAKES = (10.0, 15.0, 20.0, 25.0, 30.0)  # ORS points, for which the curve is written out


def course(warehouse: Warehouse, scope: Scope, filters: Filters) -> Course:
    """The expected course of the practice and the place of each open client in the viewer's scope.

    Parameters: filters: site, programme, age group and therapist narrow the clients; the period does not apply, and
    the course is always that of the whole practice.
    Returns: Course; n open episodes. `why` where the practice is too small, and then no percentile.
    Limits: as `growth.fit`. A score under the range is a prompt to talk; one in ten ordinary scores lies there.
    """
    filters = filters.replace(since=None, until=None, episodes="open")
    model = expected(warehouse)
    rows = warehouse.query("caseload", scope=scope).dicts()
    for name, value in filters.narrowing().items():
        rows = [row for row in rows if row[name] == value]
    fitted = model.model if scope.practice_totals else None
    return Course(
        **common(warehouse.version, filters, len(rows)),
        why=model.why,
        coefficients=fitted and _coefficients(fitted),
        curve=_curve(model) if fitted else (),
        clients=tuple(_client(row, model) for row in rows),
        clients_behind=fitted and fitted.n_clients,
        scores_behind=fitted and fitted.n,
        last_session=model.last_session if fitted else None,
        below_twice_now=model.below_twice_now,
        below_twice_ever=model.below_twice_ever,
    )


def of_row(row: dict, model: Expected):
    """The standing of one row of `caseload.sql`."""
    return standing(
        model,
        row["ors_path"],
        started_below=row["started_below"],
        first_session=row["ors_first_session"],
        rater=row["rater"],
        version=row["ors_version"],
        two_forms=row["ors_two_forms"],
    )


def _client(row: dict, model: Expected) -> CourseClient:
    found = of_row(row, model)
    return CourseClient(
        row["client_id"],
        row["episode_no"],
        found.session,
        found.ors,
        found.percentile,
        found.below_twice,
        found.why,
    )


def _curve(model: Expected) -> tuple[CurvePoint, ...]:
    sessions = range(growth.FIRST, model.last_session + 1)
    if not sessions:
        return ()
    return tuple(
        CurvePoint(intake, session, *(float(edge) for edge in edges))
        for intake in INTAKES
        for session, edges in zip(sessions, model.model.curve(intake, sessions).T, strict=True)
    )


def _coefficients(fitted: growth.ExpectedCourse) -> Coefficients:
    sds = math.sqrt(fitted.v0), math.sqrt(fitted.v1)
    return Coefficients(
        *fitted.coefficients,
        fitted.centre,
        *sds,
        fitted.c01 / (sds[0] * sds[1]) if sds[0] * sds[1] > 0 else None,
        math.sqrt(fitted.sigma2),
    )
