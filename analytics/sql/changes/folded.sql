-- One row per session that the version in use shows combined with a session of another code (table folded);
-- codes as delivered.
create temp table folded as
select client_id as given_client, therapist as given_therapist, case_id, session_date, rater from meta.folded
