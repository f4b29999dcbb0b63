-- Where did each client start and end, across the practice?
-- One row per assessable episode of the selection: first and last ORS (points) and the class of change;
-- without ids and therapists, in arbitrary order.
-- Parameters: $most (rows at most).
select ors_first, ors_last, class
from selected.episode
where assessable
order by hash(episode_key)
limit $most
