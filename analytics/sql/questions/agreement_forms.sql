-- Do clients give feedback forms, and do these vary, around an agreement?
-- One row per run of a client's sessions on one side of the first day: therapist_key, unit (episode), day (of the last
-- one), value (1 is better). feedback_forms: three sessions in a row, 1 with at least two SRS; feedback_variety: four
-- SRS in a row, 0 where all are at the highest score (39.5 or more). Runs have equal length, because a longer stretch
-- has more chances.
-- Parameters: $signal (feedback_forms, feedback_variety), $first_day, $since, $until (days).
with attended as (
    select
        therapist_key, episode_key, session_no, max(session_date) as day, max(srs_total) as srs,
        max(session_date) >= $first_day::date as later
    from practice.rating
    where therapist_key <> 0 and session_date between $since::date and $until::date
    group by therapist_key, episode_key, session_no
),
numbered as (
    select
        *, case $signal when 'feedback_forms' then 3 else 4 end as length,
        row_number() over (partition by therapist_key, episode_key, later order by session_no) - 1 as place
    from attended
    where $signal = 'feedback_forms' or srs is not null
)
select
    therapist_key, episode_key as unit, max(day) as day,
    (case $signal when 'feedback_forms' then count(srs) >= 2 else min(srs) < 39.5 end)::integer::double as value
from numbered
group by therapist_key, episode_key, later, place // length, length
having count(*) = length
order by day, therapist_key, unit
