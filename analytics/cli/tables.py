"""Tables that the command `export` can write, with their columns, which stay stable between releases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from analytics.caseload.export import with_tiers
from analytics.risk.export import with_predictions as settle_landmarks
from analytics.store import Rows

_ORS = ("ors_individual", "ors_interpersonal", "ors_social", "ors_overall", "ors_total", "ors_version")
_SRS = ("srs_relationship", "srs_goals", "srs_approach", "srs_overall", "srs_total", "srs_version")
_EPISODE = ("client_id", "episode_no", "case_id")


@dataclass(frozen=True, kw_only=True)
class Table:
    """One exportable table: what one row is, the SQL query it comes from, and its columns.

    by_client: the question takes $first_client and $last_client, and is read in parts. optional: more columns at
    the end where the practice's exports brought them; `export_span` says so as has_<name>. settled: a function
    (warehouse, scope, rows) for columns that are not counted in the database.
    """

    grain: str
    question: str
    columns: tuple[str, ...]
    by_client: bool = False
    settled: Callable[..., Rows] | None = None
    optional: tuple[str, ...] = ()


TABLES = {
    "sessions": Table(
        grain="one row per session",
        question="export_sessions",
        columns=(*_EPISODE, "session_no", "session_date", "therapist", "site", "program", "age_group",
                 "orientation", *_ORS, *_SRS, "rater", "closure"),
        by_client=True,
        optional=("row_closure", "case_end", "closure_as_of", "fidelity"),
    ),
    "episodes": Table(
        grain="one row per episode",
        question="export_episodes",
        columns=(*_EPISODE, "therapist", "current_therapist", "therapist_tied", "site", "program", "age_group",
                 "orientation", "rater", "first_date", "last_date", "sessions", "ors_forms", "srs_forms",
                 "ors_first", "ors_last", "change", "cutoff", "reliable_change", "class", "ending",
                 "counts_for_endings", "unplanned", "early_srs", "early_srs_forms", "drops", "drops_repaired"),
        by_client=True,
    ),
    "clients": Table(
        grain="one row per client",
        question="export_clients",
        columns=("client_id", "age_group", "episodes", "first_date", "last_date"),
        by_client=True,
    ),
    "therapists": Table(
        grain="one row per therapist",
        question="export_therapists",
        columns=("therapist", "therapist_name", "site", "sessions", "episodes", "ended", "open", "first_date", "last_date"),
    ),
    "quarantine": Table(
        grain="one row per row or cell that an import left out",
        question="export_quarantine",
        columns=("import_no", "file", "line", "kind", "reason", "column", "text"),
    ),
    "caseload": Table(
        grain="one row per open episode",
        question="export_caseload",
        columns=("client_id", "episode_no", "therapist", "tier", "reasons", "sessions", "last_date", "days_since",
                 "ors_first", "ors_last", "srs_last", "sessions_without_srs", "dip_session", "dip_drop"),
        settled=with_tiers,
    ),
    "landmarks": Table(
        grain="one row per episode and landmark (1-5)",
        question="export_landmarks",
        columns=(*_EPISODE, "landmark", "landmark_date", "therapist", "ending", "eligible_unplanned", "y_unplanned",
                 "eligible_poor_outcome", "y_poor_outcome", "srs_last", "srs_fall", "ors_first", "ors_change", "longest_gap",
                 "age_group", "srs_never_observed", "srs_missing_today", "split", "p_unplanned", "p_poor_outcome"),
        by_client=True,
        settled=settle_landmarks,
    ),
}  # fmt: skip

_DAYS = {"session_date", "first_date", "last_date", "landmark_date", "case_end", "closure_as_of"}
_YES_NO = {
    "therapist_tied", "counts_for_endings", "unplanned", "eligible_unplanned", "eligible_poor_outcome",
    "srs_never_observed", "srs_missing_today",
}  # fmt: skip
_WHOLE = {
    "episode_no", "session_no", "sessions", "ors_forms", "srs_forms", "early_srs_forms", "drops", "drops_repaired",
    "episodes", "ended", "open", "import_no", "line", "days_since", "sessions_without_srs", "dip_session", "landmark",
    "y_unplanned", "y_poor_outcome", "longest_gap",
}  # fmt: skip
_NUMBERS = {
    *(name for name in (*_ORS, *_SRS) if not name.endswith("version")),
    "ors_first", "ors_last", "srs_last", "change", "cutoff", "reliable_change", "early_srs", "dip_drop", "srs_fall",
    "ors_change", "p_unplanned", "p_poor_outcome", "fidelity",
}  # fmt: skip


def kind(column: str) -> str:
    """Return the data type of an export column: text, whole, number, day or yes_no."""
    named = {"day": _DAYS, "yes_no": _YES_NO, "whole": _WHOLE, "number": _NUMBERS}
    return next((name for name, columns in named.items() if column in columns), "text")
