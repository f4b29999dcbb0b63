-- Which sessions, scores and endings does the latest delivery lack, of the therapists whom the viewer may
-- see?
-- One row per session or value: client, day, therapist, what (session, ors, srs, ending) and why. An ending
-- is listed with each session that contains it.
-- Parameters: none.
select client_id, record_id, session_date, therapist, what, why
from imports.not_in_file
order by what <> 'session', client_id, session_date, what
