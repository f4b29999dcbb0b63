-- In how many sessions of the last weeks was no SRS filled in?
-- One row in all: sessions and sessions without an SRS since $since (a Monday); $until excluded.
-- Parameters: $since, $until (dates).
select
    coalesce(sum(n_sessions), 0)::bigint as sessions,
    coalesce(sum(n_sessions - n_srs), 0)::bigint as without_srs,
    max(week) as newest_week
from selected.form_week
where week >= $since::date and week < $until::date
