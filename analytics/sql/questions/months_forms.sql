-- In how many sessions of a month was each form filled in?
-- One row per month of the session: counts of sessions.
-- Parameters: none beyond the selection.
select
    month,
    sum(n_sessions)::bigint as sessions,
    sum(n_ors)::bigint as ors,
    sum(n_srs)::bigint as srs
from selected.form_month
group by month
order by month
