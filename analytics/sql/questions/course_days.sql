-- When did each course of a version end, by the numbers it had there?
-- One row per episode in scope: the opaque id of its client, its number and the day of its last session.
-- Parameters: none.
select client.record_id, episode.episode_no, episode.last_date
from scoped.episode as episode
join scoped.client as client using (client_key)
