-- No row: before the first delivery the store holds no course.
create or replace temp table course_before (
    client_id varchar, first_date date, last_date date, goes_on boolean, is_joined boolean
)
