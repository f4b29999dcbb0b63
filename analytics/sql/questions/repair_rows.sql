-- Do clients with a repaired alliance drop have better outcomes than clients with an unrepaired one?
-- One row per ended, assessable episode with an alliance drop: therapist_key, repaired (whether the latest
-- drop was), y (last ORS) and z (first ORS), in points. If the practice does not record endings, no drop has
-- the outcome ended_after.
-- Parameters: none beyond the selection.
with latest as (
    select episode_key, arg_max(outcome, session_no) as outcome from practice.dip group by episode_key
)
select therapist_key, outcome = 'repaired' as repaired, ors_last::double as y, ors_first::double as z
from selected.episode join latest using (episode_key)
where ended and assessable and outcome <> 'open' and not (outcome = 'ended_after' and ending = 'lapsed')
order by episode_key
