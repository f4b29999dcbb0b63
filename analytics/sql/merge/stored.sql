-- One row per stored, attended session and rater (table stored_session); ids as text. Merged codes are
-- replaced by the code shown; client_given, therapist_given: the code as delivered, NULL if it is the code
-- shown.
-- Sessions that are shown combined are listed separately, as delivered.
-- Versions of older releases lack fidelity, day of ending, closure_as_of and delivered codes; these columns
-- are then empty.
create temp table stored_session as
with given as (
    select
        stored_row,
        coalesce(session.client_given, client.client_id) as given_client,
        coalesce(session.therapist_given, therapist.therapist) as given_therapist,
        session.* exclude (stored_row, client_key, therapist_key, client_given, therapist_given)
    from (
        select rowid as stored_row, * from old.mart.session
        union all by name
        select null::decimal(9, 3) as fidelity, null::date as case_end, null::date as closure_as_of,
            null::varchar as client_given, null::varchar as therapist_given where false
    ) as session
    anti join (select at_row as stored_row from folded_before) as joined_session using (stored_row)
    join old.mart.client as client using (client_key)
    join old.mart.therapist as therapist using (therapist_key)
    union all by name
    select -1 - rowid as stored_row, client_id as given_client, therapist as given_therapist,
        folded_before.* exclude (client_id, therapist, at_row)
    from folded_before
)
select
    stored_row,
    coalesce(client.stands_for, given_client) as client_id, case_id, source_session_id, session_date, case_start, case_end,
    coalesce(therapist.stands_for, given_therapist) as therapist, given_name.therapist_name,
    site, program, age_group, orientation, rater,
    ors_version, ors_individual, ors_interpersonal, ors_social, ors_overall, ors_total,
    srs_version, srs_relationship, srs_goals, srs_approach, srs_overall, srs_total,
    closure, closure_text, closure_as_of, fidelity, import_no,
    case when client.code is not null then given_client end as client_given,
    case when therapist.code is not null then given_therapist end as therapist_given
from given
left join alias as client on client.kind = 'client' and client.code = given_client
left join alias as therapist on therapist.kind = 'therapist' and therapist.code = given_therapist
left join given_name on given_name.code = given_therapist;
