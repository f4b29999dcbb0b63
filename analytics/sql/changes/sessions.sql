-- One row per session and rater of one of the two compared versions, the one in use (table version_session);
-- codes as text.
-- given_client, given_therapist: codes as delivered. visible: whether the viewer may see the row in this
-- version.
-- Versions of older releases lack fidelity, day of ending and delivered codes; these columns are then empty.
create temp table version_session as
select
    row_number() over () as row_no, coalesce(session.client_given, client.client_id) as given_client,
    coalesce(session.therapist_given, therapist.therapist) as given_therapist,
    client.client_id, session.case_id, session.source_session_id, session.session_date, session.rater,
    therapist.therapist, session.site, session.program, session.age_group, session.orientation, session.case_end,
    session.ors_individual, session.ors_interpersonal, session.ors_social, session.ors_overall, session.ors_total,
    session.srs_relationship, session.srs_goals, session.srs_approach, session.srs_overall, session.srs_total,
    session.closure, session.fidelity,
    scoped.visible(episode.therapist_key, episode.current_therapist_key) as visible
from (
    from mart.session
    union all by name
    select null::decimal(9, 3) as fidelity, null::date as case_end, null::varchar as client_given,
        null::varchar as therapist_given where false
) as session
join mart.client as client using (client_key)
join mart.therapist as therapist on therapist.therapist_key = session.therapist_key
join mart.episode as episode on episode.episode_key = session.episode_key
