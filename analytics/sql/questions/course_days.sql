-- When did each episode of a version end?
-- One row per episode in scope: record id of its client, episode number and day of its last session.
-- Parameters: none.
select client.record_id, episode.episode_no, episode.last_date
from scoped.episode as episode
join scoped.client as client using (client_key)
