-- Empty table folded, for a version of an older Holdfast, in which codes could not be merged.
create temp table folded (given_client varchar, given_therapist varchar, case_id varchar, session_date date, rater varchar)
