-- merged: which sessions are shown together, and what the delivery did to what is shown. Where a row changes only what its
-- own code had told (is_recoded), and not what is shown, it is known for whoever counts. folded: as in merge/shown.
update merged set is_part = true where rowid in (select merged_row from part);

create or replace temp table shown_now as
select merged_row, delivered_row, n_rows, known_row, state, false as is_part, 1 as place, session_date, case_id, therapist, closure, site, program,
    age_group, orientation, case_end, fidelity, ors_total, ors_individual, ors_interpersonal, ors_social, ors_overall,
    srs_total, srs_relationship, srs_goals, srs_approach, srs_overall
from raw where delivered_row is not null and merged_row not in (select merged_row from part)
union all by name
select part.merged_row, part.delivered_row, part.n_rows, part.known_row, part.state, true as is_part, part.place,
    together.* exclude (known_row, client_id, client_given, source_session_id, case_start, therapist_given, therapist_name,
        rater, ors_version, srs_version, closure_text, closure_as_of, import_no)
from part join together on together.client_id = part.client_id and together.session_date = part.session_date
    and together.rater = part.rater and together.case_id is not distinct from part.shown_case_id
where part.delivered_row is not null;

create or replace temp table effect as
select merged_row, n.state as told,
    case
        when n.place > 1 and n.n_rows > 0 then 'unchanged'
        when s.client_id is null then 'new'
        when (n.closure, n.session_date, n.case_id, n.therapist, n.site, n.program, n.age_group, n.orientation,
            n.case_end, n.fidelity, n.ors_total, n.ors_individual, n.ors_interpersonal, n.ors_social,
            n.ors_overall, n.srs_total, n.srs_relationship, n.srs_goals, n.srs_approach, n.srs_overall)
            is not distinct from (s.closure, s.session_date, s.case_id, s.therapist, s.site, s.program, s.age_group, s.orientation,
            s.case_end, s.fidelity, s.ors_total, s.ors_individual, s.ors_interpersonal, s.ors_social,
            s.ors_overall, s.srs_total, s.srs_relationship, s.srs_goals, s.srs_approach, s.srs_overall) then 'unchanged'
        when (n.closure, n.session_date, n.case_id, n.therapist, n.site, n.program, n.age_group, n.orientation,
            n.case_end, n.fidelity, n.ors_total, n.ors_individual, n.ors_interpersonal, n.ors_social,
            n.ors_overall, n.srs_total, n.srs_relationship, n.srs_goals, n.srs_approach, n.srs_overall)
            is not distinct from (coalesce(nullif(s.closure, 'ongoing'), n.closure), coalesce(s.session_date, n.session_date),
            coalesce(s.case_id, n.case_id), coalesce(s.therapist, n.therapist), coalesce(s.site,
            n.site), coalesce(s.program, n.program), coalesce(s.age_group, n.age_group),
            coalesce(s.orientation, n.orientation), coalesce(s.case_end, n.case_end),
            coalesce(s.fidelity, n.fidelity), coalesce(s.ors_total, n.ors_total),
            coalesce(s.ors_individual, n.ors_individual), coalesce(s.ors_interpersonal,
            n.ors_interpersonal), coalesce(s.ors_social, n.ors_social), coalesce(s.ors_overall,
            n.ors_overall), coalesce(s.srs_total, n.srs_total), coalesce(s.srs_relationship,
            n.srs_relationship), coalesce(s.srs_goals, n.srs_goals), coalesce(s.srs_approach,
            n.srs_approach), coalesce(s.srs_overall, n.srs_overall)) then 'added_to'
        else 'corrected'
    end as state
from shown_now as n
left join matched_before as m using (delivered_row)
left join shown_before as s on s.known_row = m.known_row
where n.is_part or n.known_row is distinct from m.known_row;

update merged set state = effect.state,
    is_recoded = is_recoded or (effect.state = 'unchanged' and effect.told not in ('unchanged', 'untouched'))
from effect where merged.rowid = effect.merged_row;

create or replace temp table folded as
select * exclude (delivered_row, n_rows, known_row, state, is_recoded, merged_row, given, at_row, place) from part
