-- empty: one row per held session of which the delivery has something emptied, and what: lost_ors, lost_srs, lost_ending.
-- emptied: one row per value that is held and that the delivery has emptied: `what` is ors, srs (a total, with its
-- areas) or ending (see emptied_endings). Only where the same file fills such values elsewhere. What a row set aside or
-- a cell left out may have said is not emptied.
create temp table empty as
with fills as (
    select file_no, count(ors_total) > 0 as ors, count(srs_total) > 0 as srs,
        bool_or(coalesce(closure, closure_text, cast(case_end as varchar)) is not null) as endings
    from delivery.session where file_no is not null
    group by file_no
),
-- of the delivery only what is empty is looked up
bare as (
    select s.rowid as delivered_row, file_no, line, client_id, case_id, session_date, rater,
        fills.ors and ors_total is null as no_ors, fills.srs and srs_total is null as no_srs,
        fills.endings and coalesce(closure, closure_text, cast(case_end as varchar)) is null as no_ending
    from delivery.session as s join fills using (file_no)
    where no_ors or no_srs or no_ending
),
doubtful as (select client_id, session_date from delivery.mentioned where kind = 'set_aside'),
both_have as (
    select matched.known_row, bare.* exclude (no_ors, no_srs, no_ending)
            replace (coalesce(bare.case_id, known.case_id) as case_id),
        known.therapist, no_ors and known.ors_total is not null as lost_ors,
        no_srs and known.srs_total is not null as lost_srs,
        no_ending and (known.closure not in ('ongoing', 'unknown') or known.case_end is not null) as lost_ending
    from bare
    join matched using (delivered_row)
    join known using (known_row)
)
select *
from both_have
where (lost_ors or lost_srs or lost_ending)
    and not exists (from delivery.rejected as r where r.file_no = both_have.file_no and r.line = both_have.line)
    and not exists (from doubtful as m where m.client_id = both_have.client_id
        and coalesce(m.session_date = both_have.session_date, true));

create temp table emptied as
select known_row, client_id, case_id, session_date, rater, therapist, 'ors' as what, null::integer as episode_key
from empty where lost_ors
union all
select known_row, client_id, case_id, session_date, rater, therapist, 'srs', null
from empty where lost_srs
