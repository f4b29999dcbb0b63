-- Empty table course_before, one row per stored episode: before the first delivery there are no episodes.
create or replace temp table course_before (
    client_id varchar, first_date date, last_date date, goes_on boolean, is_joined boolean
)
