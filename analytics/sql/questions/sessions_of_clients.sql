-- Which sessions were delivered under given client codes, and which therapists may see each of them?
-- One row per session in scope: the code as delivered, the day, the codes of the therapists who see its
-- episode.
-- Parameters: $codes (client codes as delivered).
select
    coalesce(session.client_given, client.client_id) as code, session.session_date,
    main.therapist, current.therapist as current_therapist
from scoped.session as session
join scoped.client as client using (client_key)
join scoped.episode as episode using (episode_key)
left join scoped.therapist as main on main.therapist_key = episode.therapist_key
left join scoped.therapist as current on current.therapist_key = episode.current_therapist_key
where coalesce(session.client_given, client.client_id) in (select unnest($codes::varchar[]))
