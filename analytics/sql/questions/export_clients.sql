-- One row per client in scope, by id.
-- Parameters: $first_client, $last_client (client keys, both included).
select client_id, age_group, n_episodes as episodes, first_date, last_date
from scoped.client
where client_key between $first_client and $last_client
order by client_id
