-- How do clients rate one SRS area beside the other three, form by form, around an agreement?
-- One row per form answered area by area: therapist_key, unit (episode), day, value (points, area less the mean of the
-- other three; upwards is better) and level (points of the area itself, 0-10).
-- Parameters: $signal (relationship, goals, approach, overall), $since, $until (days).
with forms as (
    select
        therapist_key, episode_key, session_date,
        (srs_relationship + srs_goals + srs_approach + srs_overall)::double as all_four,
        case $signal
            when 'relationship' then srs_relationship
            when 'goals' then srs_goals
            when 'approach' then srs_approach
            when 'overall' then srs_overall
        end::double as level
    from practice.rating
    where therapist_key <> 0 and session_date between $since::date and $until::date
)
select therapist_key, episode_key as unit, session_date as day, level - (all_four - level) / 3 as value, level
from forms
where all_four is not null and level is not null
order by session_date, therapist_key, episode_key
