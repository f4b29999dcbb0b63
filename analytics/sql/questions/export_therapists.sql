-- One row per therapist in scope, by code; sessions without a therapist last.
select therapist, therapist_name, site, n_sessions as sessions, n_episodes as episodes, n_ended as ended,
    n_open as open, first_date, last_date
from scoped.therapist
order by therapist nulls last
