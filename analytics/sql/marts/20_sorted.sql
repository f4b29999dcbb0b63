-- One row per attended session and rater, sorted by client (by latest therapist), case and day; integer keys.
-- The only sort of the sessions: every later step walks through the rows as they lie.
create temp table sorted as
select client_key, coalesce(therapist_key, 0)::integer as therapist_key,
    session.* exclude (client_id, therapist, therapist_name)
from fact.session as session
join client_code using (client_id)
left join therapist_code using (therapist)
order by client_key, case_id nulls first, session_date, rater
