-- emptied_session: one row per stored session with a value that is empty in the delivery: lost_ors, lost_srs,
-- lost_ending.
-- emptied: one row per value that is stored but empty in the delivery; `what`: ors, srs (a total with its
-- areas) or, from emptied_endings.sql, ending.
-- A value counts as emptied only if the file fills such values in other rows, and if no row set aside and no
-- cell left out may have contained it.
create temp table emptied_session as
with fills as (
    select file_no, count(ors_total) > 0 as ors, count(srs_total) > 0 as srs,
        bool_or(coalesce(closure, closure_text, cast(case_end as varchar)) is not null) as endings
    from delivery.session where file_no is not null
    group by file_no
),
-- of the delivery only what is empty is looked up
incomplete as (
    select s.rowid as delivered_row, file_no, line, client_id, case_id, session_date, rater,
        fills.ors and ors_total is null as no_ors, fills.srs and srs_total is null as no_srs,
        fills.endings and coalesce(closure, closure_text, cast(case_end as varchar)) is null as no_ending
    from delivery.session as s join fills using (file_no)
    where no_ors or no_srs or no_ending
),
doubtful as (select client_id, session_date from delivery.mentioned where kind = 'set_aside'),
lost as (
    select matched.stored_row, incomplete.* exclude (no_ors, no_srs, no_ending)
            replace (coalesce(incomplete.case_id, stored_session.case_id) as case_id),
        stored_session.therapist, no_ors and stored_session.ors_total is not null as lost_ors,
        no_srs and stored_session.srs_total is not null as lost_srs,
        no_ending and (stored_session.closure not in ('ongoing', 'unknown') or stored_session.case_end is not null) as lost_ending
    from incomplete
    join matched using (delivered_row)
    join stored_session using (stored_row)
)
select *
from lost
where (lost_ors or lost_srs or lost_ending)
    and not exists (from delivery.rejected as r where r.file_no = lost.file_no and r.line = lost.line)
    and not exists (from doubtful as m where m.client_id = lost.client_id
        and coalesce(m.session_date = lost.session_date, true));

create temp table emptied as
select stored_row, client_id, case_id, session_date, rater, therapist, 'ors' as what, null::integer as episode_key
from emptied_session where lost_ors
union all
select stored_row, client_id, case_id, session_date, rater, therapist, 'srs', null
from emptied_session where lost_srs
