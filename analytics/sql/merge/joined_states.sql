-- merged, one row per session: marks sessions that are shown combined (is_part), and sets `state` to the
-- delivery's effect on the session as shown. A row that changes its own code's session but not the session as
-- shown counts as unchanged (is_recoded). folded: as in joined_shown.sql.
update merged set is_part = true where rowid in (select merged_row from joined_part);

create or replace temp table shown_now as
select merged_row, delivered_row, n_rows, stored_row, state, false as is_part, 1 as recency, session_date, case_id, therapist, closure, site, program,
    age_group, orientation, case_end, fidelity, ors_total, ors_individual, ors_interpersonal, ors_social, ors_overall,
    srs_total, srs_relationship, srs_goals, srs_approach, srs_overall
from raw where delivered_row is not null and merged_row not in (select merged_row from joined_part)
union all by name
select joined_part.merged_row, joined_part.delivered_row, joined_part.n_rows, joined_part.stored_row, joined_part.state, true as is_part, joined_part.recency,
    joined_session.* exclude (stored_row, client_id, client_given, source_session_id, case_start, therapist_given, therapist_name,
        rater, ors_version, srs_version, closure_text, closure_as_of, import_no)
from joined_part join joined_session on joined_session.client_id = joined_part.client_id and joined_session.session_date = joined_part.session_date
    and joined_session.rater = joined_part.rater and joined_session.case_id is not distinct from joined_part.shown_case_id
where joined_part.delivered_row is not null;

create or replace temp table shown_effect as
select merged_row, new_row.state as merged_state,
    case
        when new_row.recency > 1 and new_row.n_rows > 0 then 'unchanged'
        when old_row.client_id is null then 'new'
        when (new_row.closure, new_row.session_date, new_row.case_id, new_row.therapist, new_row.site, new_row.program, new_row.age_group, new_row.orientation,
            new_row.case_end, new_row.fidelity, new_row.ors_total, new_row.ors_individual, new_row.ors_interpersonal, new_row.ors_social,
            new_row.ors_overall, new_row.srs_total, new_row.srs_relationship, new_row.srs_goals, new_row.srs_approach, new_row.srs_overall)
            is not distinct from (old_row.closure, old_row.session_date, old_row.case_id, old_row.therapist, old_row.site, old_row.program, old_row.age_group, old_row.orientation,
            old_row.case_end, old_row.fidelity, old_row.ors_total, old_row.ors_individual, old_row.ors_interpersonal, old_row.ors_social,
            old_row.ors_overall, old_row.srs_total, old_row.srs_relationship, old_row.srs_goals, old_row.srs_approach, old_row.srs_overall) then 'unchanged'
        when (new_row.closure, new_row.session_date, new_row.case_id, new_row.therapist, new_row.site, new_row.program, new_row.age_group, new_row.orientation,
            new_row.case_end, new_row.fidelity, new_row.ors_total, new_row.ors_individual, new_row.ors_interpersonal, new_row.ors_social,
            new_row.ors_overall, new_row.srs_total, new_row.srs_relationship, new_row.srs_goals, new_row.srs_approach, new_row.srs_overall)
            is not distinct from (coalesce(nullif(old_row.closure, 'ongoing'), new_row.closure), coalesce(old_row.session_date, new_row.session_date),
            coalesce(old_row.case_id, new_row.case_id), coalesce(old_row.therapist, new_row.therapist), coalesce(old_row.site,
            new_row.site), coalesce(old_row.program, new_row.program), coalesce(old_row.age_group, new_row.age_group),
            coalesce(old_row.orientation, new_row.orientation), coalesce(old_row.case_end, new_row.case_end),
            coalesce(old_row.fidelity, new_row.fidelity), coalesce(old_row.ors_total, new_row.ors_total),
            coalesce(old_row.ors_individual, new_row.ors_individual), coalesce(old_row.ors_interpersonal,
            new_row.ors_interpersonal), coalesce(old_row.ors_social, new_row.ors_social), coalesce(old_row.ors_overall,
            new_row.ors_overall), coalesce(old_row.srs_total, new_row.srs_total), coalesce(old_row.srs_relationship,
            new_row.srs_relationship), coalesce(old_row.srs_goals, new_row.srs_goals), coalesce(old_row.srs_approach,
            new_row.srs_approach), coalesce(old_row.srs_overall, new_row.srs_overall)) then 'added_to'
        else 'corrected'
    end as state
from shown_now as new_row
left join matched_before as match using (delivered_row)
left join shown_before as old_row on old_row.stored_row = match.stored_row
where new_row.is_part or new_row.stored_row is distinct from match.stored_row;

update merged set state = shown_effect.state,
    is_recoded = is_recoded or (shown_effect.state = 'unchanged' and shown_effect.merged_state not in ('unchanged', 'untouched'))
from shown_effect where merged.rowid = shown_effect.merged_row;

create or replace temp table folded as
select * exclude (delivered_row, n_rows, stored_row, state, is_recoded, merged_row, given, at_row, recency) from joined_part
