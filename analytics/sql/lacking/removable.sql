-- One row per stored session, score or ending that may be removed to match the delivery (table lacking):
-- missing sessions and emptied values, by session key after the delivery.
-- $partial: whether the delivery contains less than half of the stored sessions between its first and last
-- day; then only cancelled sessions may be removed.
create temp table lacking as
select stored_row, 'session' as what, why, client_id, case_id, session_date, rater, therapist, null::integer as episode_key
from missing where why = 'cancelled' or not $partial
union all
select stored_row, what, 'emptied', client_id, case_id, session_date, rater, therapist, episode_key from emptied
order by client_id, session_date, rater, what
