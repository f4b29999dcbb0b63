-- What was known after each of the first five sessions, and what came later?
-- One row per episode and landmark in scope: client_key (rows of one client belong together), therapist_key of the
-- landmark's session (0: none), features up to that session (points, days), and per outcome the label and whether it
-- is settled. n_sessions, days_since, last_date: of the episode on the data date.
-- Parameters: none.
with scores as (
    select episode_key, session_no as landmark, max(therapist_key) as therapist_key
    from scoped.session where session_no <= 5 group by all
)
select
    episode.client_key, landmark.episode_key, landmark.landmark, landmark.landmark_date,
    coalesce(scores.therapist_key, 0) as therapist_key,
    landmark.srs_last, srs_fall, landmark.ors_first, ors_change, longest_gap, srs_never_observed,
    episode.age_group, episode.site, episode.program, episode.rater, episode.ors_version,
    ended, ending, n_sessions, days_since,
    eligible_unplanned, y_unplanned, eligible_poor_outcome, y_poor_outcome, last_date
from scoped.landmark as landmark
join scoped.episode as episode using (episode_key)
left join scores on scores.episode_key = landmark.episode_key and scores.landmark = landmark.landmark
order by landmark.episode_key, landmark.landmark
