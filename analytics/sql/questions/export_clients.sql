-- One row per client in scope, by id.
select client_id, age_group, n_episodes as episodes, first_date, last_date
from scoped.client
order by client_id
