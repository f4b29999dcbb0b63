-- One row per client, case and recorded reason that this delivery brought (closure_as_of is not known yet): as_of, the
-- newest session that was held when the reason was recorded. Later sessions come after the ending (marts/24_continued_after_ending).
-- That is the latest session with this reason in its row: where all rows of a course carry it, the last of these.
-- Some exports write the reason of a course into its first row only. There the row says nothing, and the newest session
-- of the client that is held by now counts. A delivery (import_no) is taken for such a one where, of its courses with
-- several sessions, more have their reason in the first row alone than in the last one, and at least three have.
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
