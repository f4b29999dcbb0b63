-- What are the present predictors of the early warning for each open client?
-- One row per open episode in scope, at its latest landmark (session 1 to 5): columns as in landmark_rows,
-- with what was known at that session; labels are empty. Episodes past session 5 are listed at landmark 5.
-- Parameters: none.
select
    client.record_id, client.client_id, episode.episode_no, episode.case_id, therapist.therapist,
    episode.client_key, landmark.episode_key, landmark.landmark, landmark.landmark_date, 0 as therapist_key,
    landmark.srs_last, srs_fall, landmark.ors_first, ors_change, longest_gap, srs_never_observed,
    episode.age_group, episode.site, episode.program, episode.rater, episode.ors_version,
    ended, ending, episode.n_sessions, days_since,
    false as eligible_unplanned, null::tinyint as y_unplanned,
    false as eligible_poor_outcome, null::tinyint as y_poor_outcome, episode.last_date
from scoped.landmark as landmark
join scoped.episode as episode using (episode_key)
join scoped.client as client using (client_key)
left join scoped.therapist as therapist on therapist.therapist_key = episode.current_therapist_key
where not ended and landmark.landmark = least(episode.n_sessions, 5)
order by client_id, episode_no
