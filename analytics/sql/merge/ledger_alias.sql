-- meta.alias: one row per merged code. meta.folded: one row per session that is shown combined with a session
-- of another code, with codes as delivered; shown_client_id, shown_case_id: codes under which it is shown.
-- meta.same_person: one row per pair of codes that may be one person and that nobody has confirmed or denied.
create table new.meta.alias as from alias order by kind, code;
create table new.meta.folded as
select
    coalesce(client_given, client_id) as client_id, coalesce(therapist_given, therapist) as therapist, case_id,
    source_session_id, session_date, case_start, case_end, site, program, age_group, orientation, rater,
    ors_version, ors_individual, ors_interpersonal, ors_social, ors_overall, ors_total,
    srs_version, srs_relationship, srs_goals, srs_approach, srs_overall, srs_total,
    closure, closure_text, closure_as_of, fidelity, import_no, client_id as shown_client_id, shown_case_id
from folded
order by folded.client_id, session_date, client_given;
create table new.meta.same_person as
with stored as (
    select 'client' as kind, client_id as code from new.mart.client
    union all
    select 'therapist', therapist from new.mart.therapist
)
select distinct on (kind, code, known) suggested.*
from suggested
semi join stored using (kind, code)
semi join stored as other on other.kind = suggested.kind and other.code = suggested.known
order by kind, code, known, n desc
