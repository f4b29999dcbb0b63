-- The same for a version of an older Holdfast, which joined no codes.
create temp table folded (given_client varchar, given_therapist varchar, case_id varchar, session_date date, rater varchar)
