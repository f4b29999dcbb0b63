-- How much do SRS totals of one client move from form to form, how high do they lie, how many does a client fill in?
-- One row per number of forms an episode has (capped at 30): episodes; beside it, the same in every row, the median
-- step between two forms in a row (points), steps, the median total (points), forms, and forms at exactly 40.
-- Of the whole practice: ask without a selection.
-- Parameters: none.
with forms as (
    select
        episode_key, srs_total,
        abs(srs_total - lag(srs_total) over (partition by episode_key order by session_no)) as step
    from practice.score where srs_total is not null
),
practice_forms as (
    select
        median(step)::double as median_step, count(step) as steps, median(srs_total)::double as median_total,
        count(*) as forms, count(*) filter (where srs_total = 40) as full_forms
    from forms
),
lengths as (
    select least(count(*), 30) as length, episode_key from forms group by episode_key
)
select length, count(*) as episodes, any_value(practice_forms) as practice_forms
from lengths cross join practice_forms
group by length
order by length
