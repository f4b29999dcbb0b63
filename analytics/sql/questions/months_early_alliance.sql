-- How good was the early alliance of the episodes that began in a month?
-- One row per month of the first session: episodes with an early SRS and the sum of their early means
-- (points).
-- Call it with a selection without a period; $since and $until limit the first session.
-- Parameters: $since, $until (dates or NULL).
select
    date_trunc('month', first_date)::date as month,
    count(early_srs) as n,
    sum(early_srs)::double as total
from selected.episode
where early_srs is not null
    and first_date >= coalesce($since::date, first_date)
    and first_date <= coalesce($until::date, first_date)
group by all
order by month
