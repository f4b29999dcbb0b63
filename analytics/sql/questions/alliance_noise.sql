-- How much do a client's SRS totals vary from form to form, how high are they, and how many forms does a
-- client fill in?
-- One row per number of forms per episode (capped at 30): number of episodes. Repeated in every row: median
-- absolute step between consecutive forms (points), number of steps, median total (points), number of forms,
-- and of forms at exactly 40.
-- For the whole practice: call it without a selection.
-- Parameters: none.
with forms as (
    select
        episode_key, srs_total,
        abs(srs_total - lag(srs_total) over (partition by episode_key order by session_no)) as step
    from practice.score where srs_total is not null
),
practice_forms as (
    select
        median(step::decimal(6, 2))::double as median_step, count(step) as steps,
        median(srs_total::decimal(6, 2))::double as median_total,
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
