-- One row per attended session and rater that the store already holds, with ids as text.
-- A version of an older Holdfast has no fidelity and no day of ending; they are empty then.
create temp table known as
select
    known_row,
    client.client_id, session.case_id, session.source_session_id, session.session_date, session.case_start, session.case_end,
    therapist.therapist, therapist.therapist_name,
    session.site, session.program, session.age_group, session.orientation, session.rater,
    session.ors_version, session.ors_individual, session.ors_interpersonal, session.ors_social,
    session.ors_overall, session.ors_total,
    session.srs_version, session.srs_relationship, session.srs_goals, session.srs_approach,
    session.srs_overall, session.srs_total,
    session.closure, session.closure_text, session.fidelity, session.import_no
from (
    select rowid as known_row, * from old.mart.session
    union all by name
    select null::decimal(9, 3) as fidelity, null::date as case_end where false
) as session
join old.mart.client as client using (client_key)
join old.mart.therapist as therapist using (therapist_key)
