-- One row per episode in scope, by client and number. Scores and changes in ORS or SRS points.
-- Parameters: $first_client, $last_client (client keys, both included).
select
    client_id, episode_no, case_id, main.therapist, now.therapist as current_therapist, therapist_tied,
    episode.site, program, episode.age_group, orientation, rater, episode.first_date, episode.last_date,
    episode.n_sessions as sessions, n_ors as ors_forms, n_srs as srs_forms,
    ors_first, ors_last, change, cutoff, reliable_change, class, ending, counts_for_endings,
    case when counts_for_endings then unplanned end as unplanned,
    early_srs, early_srs_n as early_srs_forms,
    coalesce(drops, 0) as drops, coalesce(drops_repaired, 0) as drops_repaired
from scoped.episode as episode
join scoped.client using (client_key)
left join scoped.therapist as main on main.therapist_key = episode.therapist_key
left join scoped.therapist as now on now.therapist_key = episode.current_therapist_key
left join (
    select episode_key, count(*) as drops, count(*) filter (where outcome = 'repaired') as drops_repaired
    from scoped.dip group by episode_key
) using (episode_key)
where episode.client_key between $first_client and $last_client
order by client_id, episode_no
