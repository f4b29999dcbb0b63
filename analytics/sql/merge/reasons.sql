-- One row per client, case and closing reason that this delivery brought (table reason_as_of). as_of: day up
-- to which the reason speaks; sessions after that day come after the ending
-- (marts/24_continued_after_ending).
-- as_of is the latest session with this reason in its row. Some exports write the reason into an episode's
-- first row only; then it is the newest stored session of the client. A delivery (import_no) is treated as
-- such an export if, among its episodes with several sessions, at least three have the reason in the first
-- row only, and more than have it in the last row.
create or replace temp table reason_as_of as
with stored as (
    select client_id, case_id, session_date, closure, closure_as_of, import_no,
        coalesce(closure in ('planned', 'unplanned', 'transferred', 'administrative', 'not_a_course', 'ended'), false)
            as is_reason
    from fact.session
),
fresh as (select distinct client_id, import_no from stored where is_reason and closure_as_of is null),
course as (
    select
        import_no, min(session_date) as first_day, max(session_date) as last_day,
        max(session_date) filter (where is_reason) as reason_day
    from stored semi join fresh using (import_no)
    group by import_no, client_id, case_id
),
convention as (
    select import_no, n_first >= 3 and n_first > n_last as in_first_row
    from (
        select import_no, count(*) filter (where reason_day = first_day) as n_first,
            count(*) filter (where reason_day = last_day) as n_last
        from course where first_day < last_day
        group by import_no
    )
),
about as (select * from stored semi join fresh using (client_id)),
newest as (select client_id, max(session_date) as newest_day from about group by client_id)
select
    client_id, case_id, closure,
    case when bool_or(closure_as_of is null and coalesce(in_first_row, false)) then any_value(newest_day)
         else greatest(max(session_date) filter (where closure_as_of is null), max(closure_as_of))
    end as as_of
from about join newest using (client_id) left join convention using (import_no)
where is_reason
group by client_id, case_id, closure
having count(*) > count(closure_as_of)
