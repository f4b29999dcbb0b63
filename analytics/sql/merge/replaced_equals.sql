-- One row: whether a delivery that replaces everything has exactly the stored sessions, in every value and
-- under every code.
with stored as (
    select client_id, case_id, source_session_id, session_date, case_start, case_end, therapist, therapist_name, site,
        program, age_group, orientation, rater, ors_version, ors_individual, ors_interpersonal, ors_social, ors_overall,
        ors_total, srs_version, srs_relationship, srs_goals, srs_approach, srs_overall, srs_total, closure, closure_text,
        fidelity, client_given, therapist_given
    from stored_session
),
delivered as (
    select client_id, case_id, source_session_id, session_date, case_start, case_end, therapist, therapist_name, site,
        program, age_group, orientation, rater, ors_version, ors_individual, ors_interpersonal, ors_social, ors_overall,
        ors_total, srs_version, srs_relationship, srs_goals, srs_approach, srs_overall, srs_total, closure, closure_text,
        fidelity, client_given, therapist_given
    from (
        from delivery.session
        union all by name
        select null::date as case_end, null::varchar as client_given, null::varchar as therapist_given where false
    )
)
select not exists (from stored except all from delivered) and not exists (from delivered except all from stored)
