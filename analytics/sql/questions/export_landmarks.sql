-- One row per episode in scope and landmark 1-5 reached: features up to that session, labels of what came
-- after.
-- split and the two probabilities are filled in from the validation over time (analytics.risk.export), which
-- then drops the episode key.
-- Parameters: $first_client, $last_client (client keys, both included).
select
    client_id, episode_no, case_id, landmark, landmark_date, therapist, ending,
    eligible_unplanned, y_unplanned, eligible_poor_outcome, y_poor_outcome,
    landmark.srs_last, srs_fall, landmark.ors_first, ors_change, longest_gap, episode.age_group,
    srs_never_observed, srs_missing_today,
    null::varchar as split, null::double as p_unplanned, null::double as p_poor_outcome, episode.episode_key
from scoped.landmark as landmark
join scoped.episode as episode using (episode_key)
join scoped.client using (client_key)
left join scoped.therapist as therapist on therapist.therapist_key = episode.therapist_key
where episode.client_key between $first_client and $last_client
order by client_id, episode_no, landmark
