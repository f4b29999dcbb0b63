-- lacking: one row per held session, score or ending that could follow the delivery: sessions it lacks (where it is of
-- most of what is held in its days, else only cancelled ones) and values it has emptied, by the key of their session
-- after the delivery. $partial: whether the delivery has less than half of what is held in its days.
create temp table lacking as
select stored_row, 'session' as what, why, client_id, case_id, session_date, rater, therapist, null::integer as episode_key
from missing where why = 'cancelled' or not $partial
union all
select stored_row, what, 'emptied', client_id, case_id, session_date, rater, therapist, episode_key from emptied
order by client_id, session_date, rater, what
