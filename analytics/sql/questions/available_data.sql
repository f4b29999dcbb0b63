-- What data does this practice have, before any filter?
-- One row: has_srs, whether any episode has an SRS that counts; therapists, number with an episode;
-- most_sessions, sessions of the longest episode.
-- Parameters: none.
select
    coalesce(bool_or(n_srs > 0), false) as has_srs,
    count(distinct therapist_key) filter (therapist_key > 0) as therapists,
    coalesce(max(n_sessions), 0) as most_sessions
from practice.episode
