-- When was each client's last session?
-- One row per client: the code shown, the day of the last session, the number of sessions.
select client_id, max(session_date) as last_day, count(*) as sessions
from mart.session join mart.client using (client_key)
group by client_id
order by last_day, client_id
