-- One row per attended session and rater after the delivery. Two known sessions that a correction has moved onto
-- one day of the same case become one: the delivered one stays.
create view fact.session as
select * exclude (delivered_row, n_rows, state, earlier_import_no, place),
    coalesce(earlier_import_no, (select max(import_no) + 1 from old.meta.import)) as import_no
from (
    select *,
        row_number() over (
            partition by client_id, case_id, session_date, rater order by delivered_row nulls last
        ) as place
    from merged
)
where place = 1
