-- Which episode is which record?
-- One row per episode in scope: the opaque id of its client, its number and its key.
-- Parameters: none.
select client.record_id, episode.episode_no, episode.episode_key
from scoped.episode as episode
join scoped.client as client using (client_key)
order by episode_key
