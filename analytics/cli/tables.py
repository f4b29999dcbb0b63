"""The tables of `export`: what one row is, and the columns, which stay as they are."""

from __future__ import annotations

from dataclasses import dataclass

_ORS = ("ors_individual", "ors_interpersonal", "ors_social", "ors_overall", "ors_total", "ors_version")
_SRS = ("srs_relationship", "srs_goals", "srs_approach", "srs_overall", "srs_total", "srs_version")
_EPISODE = ("client_id", "episode_no", "case_id")


@dataclass(frozen=True)
class Table:
    """One exportable table; `question` is its file in analytics/sql/questions."""

    grain: str
    question: str
    columns: tuple[str, ...]


TABLES = {
    "sessions": Table(
        "one row per session",
        "export_sessions",
        (*_EPISODE, "session_no", "session_date", "therapist", "site", "program", "age_group", "orientation",
         *_ORS, *_SRS, "rater", "closure"),
    ),
    "episodes": Table(
        "one row per episode",
        "export_episodes",
        (*_EPISODE, "therapist", "current_therapist", "therapist_tied", "site", "program", "age_group", "orientation",
         "rater", "first_date", "last_date", "sessions", "ors_forms", "srs_forms", "ors_first", "ors_last", "change",
         "cutoff", "reliable_change", "class", "ending", "counts_for_endings", "unplanned", "early_srs",
         "early_srs_forms", "drops", "drops_repaired"),
    ),
    "clients": Table(
        "one row per client", "export_clients", ("client_id", "age_group", "episodes", "first_date", "last_date")
    ),
    "therapists": Table(
        "one row per therapist",
        "export_therapists",
        ("therapist", "therapist_name", "site", "sessions", "episodes", "ended", "open", "first_date", "last_date"),
    ),
    "quarantine": Table(
        "one row per row or cell that an import left out",
        "export_quarantine",
        ("import_no", "file", "line", "kind", "reason", "column", "text"),
    ),
    "caseload": Table(
        "one row per open episode",
        "export_caseload",
        ("client_id", "episode_no", "therapist", "tier", "reasons", "sessions", "last_date", "days_since", "ors_first",
         "ors_last", "srs_last", "sessions_without_srs", "dip_session", "dip_drop"),
    ),
    "landmarks": Table(
        "one row per episode and landmark (1-5)",
        "export_landmarks",
        (*_EPISODE, "landmark", "landmark_date", "therapist", "ending", "eligible_unplanned", "y_unplanned",
         "eligible_poor_outcome", "y_poor_outcome", "srs_last", "srs_fall", "ors_first", "ors_change", "longest_gap",
         "age_group", "srs_never_observed", "srs_missing_today"),
    ),
}  # fmt: skip
