-- One row per attended session and rater after the merge with the delivery. If a correction moves two stored
-- sessions to the same day of a case, only the delivered one stays. Sessions of merged codes on the same day
-- appear as one (joined_session).
-- For speed, only keys that occur twice are compared.
create temp table doubled as
select hash(client_id, case_id, session_date, rater) as k from merged where not is_part group by all having count(*) > 1;

create view fact.session as
with keyed as not materialized (
    select *, hash(client_id, case_id, session_date, rater) as k from merged where not is_part
),
deduplicated as (
    select * from keyed anti join doubled using (k)
    union all
    select * exclude (recency)
    from (
        select *,
            row_number() over (
                partition by client_id, case_id, session_date, rater order by delivered_row nulls last
            ) as recency
        from keyed semi join doubled using (k)
    )
    where recency = 1
)
select * exclude (k, delivered_row, n_rows, stored_row, state, earlier_import_no, is_recoded, is_part),
    coalesce(earlier_import_no, (select max(import_no) + 1 from old.meta.import)) as import_no
from deduplicated
union all by name
select * exclude (stored_row) from joined_session;

drop table stored_session;
drop table matched
