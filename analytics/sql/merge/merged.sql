-- One row per attended session and rater after the merge (table merged): stored values, corrected and
-- completed by the delivery.
-- A value that is empty in the delivery keeps its stored content. A score may be delivered with or without
-- areas; stored areas stay only if the total is unchanged. A closing reason is not replaced by a word that
-- says only that the treatment is over; a day of ending replaces `ongoing`.
-- state: new, unchanged, corrected (a value was replaced), added_to, or untouched (not delivered). A
-- delivered row without a file only adds facts to a stored session.
-- is_recoded: the therapist is unchanged but was delivered under another code; is_part: set in
-- joined_states.sql.
create temp table merged as
with pairs as (
    select stored_session as k, d,
        case
            when d.closure = 'ended'
                and stored_session.closure in ('planned', 'unplanned', 'transferred', 'administrative', 'not_a_course')
                then stored_session.closure
            when d.closure is null and d.case_end is not null and stored_session.closure = 'ongoing' then null
            else coalesce(d.closure, stored_session.closure)
        end as closure
    from stored_session
    full join (
        select s.*, m.stored_row
        from (
            select rowid as delivered_row, * from delivery.session
            union all by name
            select null::date as case_end, null::varchar as client_given, null::varchar as therapist_given where false
        ) as s left join matched as m using (delivered_row)
        where s.file_no is not null or m.stored_row is not null
    ) as d using (stored_row)
)
select
    d.delivered_row, d.n_rows, k.stored_row,
    coalesce(d.client_id, k.client_id) as client_id,
    case when d.file_no is null then k.client_given else d.client_given end as client_given,
    coalesce(d.case_id, k.case_id) as case_id,
    coalesce(d.source_session_id, k.source_session_id) as source_session_id,
    coalesce(d.session_date, k.session_date) as session_date,
    coalesce(d.case_start, k.case_start) as case_start,
    coalesce(d.case_end, k.case_end) as case_end,
    coalesce(d.therapist, k.therapist) as therapist,
    case when d.therapist is null then k.therapist_given else d.therapist_given end as therapist_given,
    coalesce(d.therapist_name, k.therapist_name) as therapist_name,
    coalesce(d.site, k.site) as site,
    coalesce(d.program, k.program) as program,
    coalesce(d.age_group, k.age_group) as age_group,
    coalesce(d.orientation, k.orientation) as orientation,
    coalesce(d.rater, k.rater) as rater,
    case when d.ors_total is null then k.ors_version else d.ors_version end as ors_version,
    case when d.ors_total is null or (d.ors_individual is null and d.ors_total = k.ors_total) then k.ors_individual else d.ors_individual end as ors_individual,
    case when d.ors_total is null or (d.ors_interpersonal is null and d.ors_total = k.ors_total) then k.ors_interpersonal else d.ors_interpersonal end as ors_interpersonal,
    case when d.ors_total is null or (d.ors_social is null and d.ors_total = k.ors_total) then k.ors_social else d.ors_social end as ors_social,
    case when d.ors_total is null or (d.ors_overall is null and d.ors_total = k.ors_total) then k.ors_overall else d.ors_overall end as ors_overall,
    coalesce(d.ors_total, k.ors_total) as ors_total,
    case when d.srs_total is null then k.srs_version else d.srs_version end as srs_version,
    case when d.srs_total is null or (d.srs_relationship is null and d.srs_total = k.srs_total) then k.srs_relationship else d.srs_relationship end as srs_relationship,
    case when d.srs_total is null or (d.srs_goals is null and d.srs_total = k.srs_total) then k.srs_goals else d.srs_goals end as srs_goals,
    case when d.srs_total is null or (d.srs_approach is null and d.srs_total = k.srs_total) then k.srs_approach else d.srs_approach end as srs_approach,
    case when d.srs_total is null or (d.srs_overall is null and d.srs_total = k.srs_total) then k.srs_overall else d.srs_overall end as srs_overall,
    coalesce(d.srs_total, k.srs_total) as srs_total,
    closure,
    coalesce(d.closure_text, k.closure_text) as closure_text,
    case when closure = k.closure then k.closure_as_of end as closure_as_of,
    coalesce(d.fidelity, k.fidelity) as fidelity,
    case
        when k.client_id is null then 'new'
        when d.client_id is null then 'untouched'
        when d.session_date <> k.session_date or d.therapist <> k.therapist or d.case_id <> k.case_id
            or d.ors_total <> k.ors_total or d.srs_total <> k.srs_total
            or d.ors_individual <> k.ors_individual or d.ors_interpersonal <> k.ors_interpersonal
            or d.ors_social <> k.ors_social or d.ors_overall <> k.ors_overall
            or d.srs_relationship <> k.srs_relationship or d.srs_goals <> k.srs_goals
            or d.srs_approach <> k.srs_approach or d.srs_overall <> k.srs_overall
            or (closure <> k.closure and k.closure <> 'ongoing') or d.case_end <> k.case_end
            or d.site <> k.site or d.program <> k.program or d.age_group <> k.age_group
            or d.orientation <> k.orientation or d.fidelity <> k.fidelity then 'corrected'
        when (d.closure is not null and closure is distinct from k.closure)
            or (d.case_end is not null and k.case_end is null)
            or (d.therapist is not null and k.therapist is null) or (d.ors_total is not null and k.ors_total is null)
            or (d.srs_total is not null and k.srs_total is null) or (d.case_id is not null and k.case_id is null)
            or (d.ors_overall is not null and k.ors_overall is null)
            or (d.srs_overall is not null and k.srs_overall is null)
            or (d.site is not null and k.site is null) or (d.program is not null and k.program is null)
            or (d.age_group is not null and k.age_group is null)
            or (d.orientation is not null and k.orientation is null)
            or (d.fidelity is not null and k.fidelity is null)
            or (d.therapist_name is not null and d.therapist_name is distinct from k.therapist_name) then 'added_to'
        else 'unchanged'
    end as state,
    case when d.client_id is null then k.import_no end as earlier_import_no,
    coalesce(d.therapist = k.therapist and d.therapist_given is distinct from k.therapist_given, false) as is_recoded,
    false as is_part
from pairs
