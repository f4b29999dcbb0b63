-- Do clients whose alliance came back after a drop end better than those whose alliance did not?
-- One row per ended, assessable episode with an alliance drop: therapist_key, repaired (the latest drop was), y (last
-- ORS) and z (first ORS), in points. Where endings are not recorded, no course is said to have ended after a drop.
-- Parameters: none beyond the selection.
with latest as (
    select episode_key, arg_max(outcome, session_no) as outcome from practice.dip group by episode_key
)
select therapist_key, outcome = 'repaired' as repaired, ors_last::double as y, ors_first::double as z
from selected.episode join latest using (episode_key)
where ended and class <> 'not_assessable' and outcome <> 'open' and not (outcome = 'ended_after' and ending = 'lapsed')
order by episode_key
