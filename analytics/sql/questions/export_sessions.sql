-- One row per session (and rater) in scope, by client, episode and day. Scores in points.
-- Parameters: $first_client, $last_client (client keys, both included).
-- closure: the recorded reason of the episode, repeated; `unknown` where it is recorded as over and no more, empty
-- where nothing is recorded. row_closure, case_end, closure_as_of: what each row says of it, from which the ending of a
-- course that went on can be worked out again; closure_as_of no later than the episode, as the client's other sessions
-- may be somebody else's.
with reason as (
    select episode_key, arg_max(closure, session_no) as closure
    from scoped.session
    where closure is not null and client_key between $first_client and $last_client
    group by episode_key
)
select
    client_id, episode_no, episode.case_id, session_no, session_date, therapist,
    session.site, session.program, session.age_group, session.orientation,
    ors_individual, ors_interpersonal, ors_social, ors_overall, ors_total, session.ors_version,
    srs_relationship, srs_goals, srs_approach, srs_overall, srs_total, srs_version,
    session.rater, case reason.closure when 'ended' then 'unknown' else reason.closure end as closure,
    session.closure as row_closure, session.case_end,
    case when session.closure_as_of is not null
        then least(session.closure_as_of, episode.last_date) end as closure_as_of,
    session.fidelity::double as fidelity
from scoped.session as session
join scoped.episode as episode using (episode_key)
join scoped.client as client on client.client_key = session.client_key
left join scoped.therapist as therapist on therapist.therapist_key = session.therapist_key
left join reason using (episode_key)
where session.client_key between $first_client and $last_client
order by client_id, episode_no, session_no, session.rater
