-- How do scores develop after a first score? Scores to which the expected course is fitted.
-- One row per ORS from session 2 on, in episodes whose ORS was filled in by the client at session 1 (adult and
-- adolescent form): the episode, session number, score and first score in points, and whether the first score
-- lies below the cutoff. In the order of episode and session.
-- Open and closed episodes of the whole practice: call it without a selection.
-- Parameters: none.
select
    episode_key, session_no, ors_total::double as score, ors_first::double as intake, started_below
from practice.score join practice.episode using (episode_key)
where not ors_two_forms and ors_first_session = 1 and rater = 'self' and ors_version is distinct from 'CORS'
    and ors_total is not null and session_no > 1
order by episode_key, session_no
