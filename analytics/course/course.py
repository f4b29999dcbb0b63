"""Results of the course view: fitted model, expected curves, and open clients' positions on them."""

from __future__ import annotations

import math

from analytics.access import Scope
from analytics.answers import common
from analytics.course.course_position import Standing, standing
from analytics.course.expected import Expected, expected
from analytics.course.results import Coefficients, Course, CourseClient, CurvePoint
from analytics.filters import Filters
from analytics.stats import growth
from analytics.stats.expected_course import ExpectedCourse
from analytics.store import Warehouse

INTAKES = (10.0, 15.0, 20.0, 25.0, 30.0)  # ORS points, for which the curve is written out


def course(warehouse: Warehouse, scope: Scope, filters: Filters) -> Course:
    """Return the practice's expected course, and the place of each open client's last ORS in it.

    Parameters
    ----------
    warehouse : Warehouse
        Data version.
    scope : Scope
        Rows that the viewer may see.
    filters : Filters
        Site, programme, age group and therapist select the clients; the period does not apply, and the
        expected course is always that of the whole practice.

    Returns
    -------
    Course
        n open episodes. `why` where the practice is too small, and then no percentile.

    Notes
    -----
    Limits as in `growth.fit`. A score under the range is a prompt to talk; about one in ten ordinary scores
    lies there, whatever the first score and the session.
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
        curve=_curve(fitted, model.last_session) if fitted else (),
        clients=tuple(_client(row, model) for row in rows),
        clients_behind=fitted and fitted.n_clients,
        scores_behind=fitted and fitted.n,
        last_session=model.last_session if fitted else None,
        below_twice_now=model.below_twice_now,
        below_twice_ever=model.below_twice_ever,
        below_twice_clients=model.below_twice_clients,
    )


def of_row(row: dict, model: Expected) -> Standing:
    """Return the place of a client's last ORS in the expected course, from one row of `caseload.sql`."""
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
    """Convert the database row of one open episode to a CourseClient."""
    position = of_row(row, model)
    return CourseClient(
        client_id=row["client_id"],
        episode_no=row["episode_no"],
        session=position.session,
        ors=position.ors,
        percentile=position.percentile,
        below_twice=position.below_twice,
        why=position.why,
    )


def _curve(fitted: ExpectedCourse, last_session: int) -> tuple[CurvePoint, ...]:
    """Return percentiles of the expected ORS at each session, one curve per first score listed in INTAKES."""
    sessions = range(growth.FIRST, last_session + 1)
    if not sessions:
        return ()
    names = ("p10", "p25", "p50", "p75", "p90")
    return tuple(
        CurvePoint(intake=intake, session=session, **dict(zip(names, map(float, edges), strict=True)))
        for intake in INTAKES
        for session, edges in zip(sessions, fitted.curve(intake, sessions).T, strict=True)
    )


def _coefficients(fitted: ExpectedCourse) -> Coefficients:
    """Convert the fitted model to the Coefficients of the results."""
    constant, line, intake, line_intake = fitted.coefficients
    sd_start, sd_line = math.sqrt(fitted.v0), math.sqrt(fitted.v1)
    return Coefficients(
        constant=constant,
        line=line,
        intake=intake,
        line_intake=line_intake,
        centre=fitted.centre,
        sd_start=sd_start,
        sd_line=sd_line,
        correlation=fitted.c01 / (sd_start * sd_line) if sd_start * sd_line > 0 else None,
        sd_score=math.sqrt(fitted.sigma2),
    )
