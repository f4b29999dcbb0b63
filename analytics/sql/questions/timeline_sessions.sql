-- What were the scores of this episode, session by session?
-- One row per session of the episode and rater. Scores in points: areas 0-10, totals 0-40.
-- Parameters: $episode_key (sessions are stored in the order of episodes, so its rows are found without a
-- scan).
select
    session_no, session_date, therapist.therapist, rater, session.ors_version, session.srs_version,
    ors_individual, ors_interpersonal, ors_social, ors_overall, ors_total,
    srs_relationship, srs_goals, srs_approach, srs_overall, srs_total
from scoped.session as session
left join scoped.therapist as therapist on therapist.therapist_key = session.therapist_key
where episode_key = $episode_key
order by session_no, rater
