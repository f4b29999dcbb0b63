-- How many episodes began and ended in each month, and what was their mean first ORS?
-- One row per month between the first start and the last event: starts, ends (of ended episodes), and the
-- first ORS of the starts (count, sum and sum of squares, points).
-- Call it with a selection without a period and with all episodes.
-- Parameters: none beyond the selection.
with started as (
    select
        date_trunc('month', first_date)::date as month,
        count(*) as starts,
        count(ors_first) as intake_n,
        sum(ors_first)::double as intake,
        sum(ors_first * ors_first)::double as intake2
    from selected.episode group by all
),
left_care as (
    select last_month as month, count(*) as ends from selected.episode where ended group by all
)
select
    coalesce(started.month, left_care.month) as month,
    coalesce(starts, 0) as starts,
    coalesce(ends, 0) as ends,
    coalesce(intake_n, 0) as intake_n,
    intake, intake2
from started full join left_care on started.month = left_care.month
order by month
