-- Where did each client start and end, of those whom the viewer may see row by row?
-- One row per assessable episode of the selection inside the viewer's scope: first and last ORS (points), class; no id.
-- Parameters: $most (rows at most).
select own.ors_first, own.ors_last, own.class
from scoped.episode as own
semi join selected.episode as chosen on chosen.episode_key = own.episode_key
where own.assessable
order by hash(own.episode_key)
limit $most
