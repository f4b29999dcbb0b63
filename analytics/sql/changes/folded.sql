-- folded: one row per session of the version in use that is shown together with one of another code, codes as delivered.
create temp table folded as
select client_id as given_client, therapist as given_therapist, case_id, session_date, rater from meta.folded
