-- How many clients gave the highest ratings from the first form on, and how many of them gave lower ratings
-- later?
-- One row: episodes whose first $full_forms SRS totals were all at least $full_total points, and how many of
-- these have a later total below $full_total (NULL without such episodes).
-- Parameters: $full_forms, $full_total.
with courses as (
    select
        min(session_no, $full_forms)[$full_forms::integer] as last_of_first,
        min(case when srs_total < $full_total then session_no end) as first_below
    from practice.score
    semi join (
        select episode_key from selected.episode where n_srs >= $full_forms and srs_highest >= $full_total
    ) using (episode_key)
    where srs_total is not null
    group by episode_key
)
select
    nullif(count(*), 0) as started_full,
    nullif(count(*) filter (where first_below is not null), 0) as came_down
from courses
where coalesce(first_below > last_of_first, true)
