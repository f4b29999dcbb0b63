-- lacking: empty, where nothing was compared.
create temp table lacking (stored_row bigint, what varchar, why varchar, client_id varchar, case_id varchar,
    session_date date, rater varchar, therapist varchar, episode_key integer)
