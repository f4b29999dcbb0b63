-- Which clients were in the training data of a version's model?
-- One row per client in scope with a settled landmark row: its record id.
-- Parameters: $outcome (unplanned, poor_outcome).
select distinct client.record_id
from scoped.landmark as landmark
join scoped.episode as episode using (episode_key)
join scoped.client as client using (client_key)
where case $outcome when 'unplanned' then eligible_unplanned else eligible_poor_outcome end
