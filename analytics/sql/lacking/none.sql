-- Empty table lacking, one row per session or value, for a store in which nothing was compared yet.
create temp table lacking (stored_row bigint, what varchar, why varchar, client_id varchar, case_id varchar,
    session_date date, rater varchar, therapist varchar, episode_key integer)
