-- One row per value that the delivery has emptied, by client and day, at most $most; an ending is listed
-- once, at its last session.
select client_id, case_id, session_date, rater, therapist, what
from (
    select *, row_number() over (partition by what, coalesce(episode_key, -stored_row) order by session_date desc) as nth
    from emptied
)
where nth = 1 order by client_id, session_date, rater, case_id, what limit $most
