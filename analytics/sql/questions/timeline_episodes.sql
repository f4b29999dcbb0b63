-- Which episodes of this client may the viewer see?
-- One row per episode of the client, with the columns for the header and the lead sentence of the timeline.
-- Scores in points.
-- Parameters: $record_id (from the address; also a record id of a merged code).
select
    client.client_key, client.client_id, client.record_id,
    episode.episode_key, episode.episode_no, episode.first_date, episode.last_date, episode.n_sessions,
    main.therapist, main.therapist_name, now.therapist as current_therapist,
    episode.therapist_key, episode.site, episode.program, episode.age_group, episode.rater, episode.ors_version,
    episode.n_ors, episode.n_srs, episode.ors_first, episode.ors_last, episode.change, episode.movement, episode.cutoff,
    episode.reliable_change, episode.started_below, episode.class, episode.ending, episode.ended,
    episode.ors_two_forms, episode.srs_two_forms, episode.goes_on_after,
    episode.early_srs, episode.early_srs_n, episode.days_since
from scoped.client as client
join scoped.episode as episode using (client_key)
left join scoped.therapist as main on main.therapist_key = episode.therapist_key
left join scoped.therapist as now on now.therapist_key = episode.current_therapist_key
where client.client_key in (select client_key from scoped.client_record where record_id = $record_id)
order by episode.episode_no
