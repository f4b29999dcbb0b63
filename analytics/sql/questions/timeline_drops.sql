-- When did the alliance drop in this episode, and was it repaired?
-- One row per alliance drop of the episode. SRS points.
-- Parameters: $episode_key.
select session_no, baseline, fall, marked, outcome, resolved_session
from scoped.dip
where episode_key = $episode_key
order by session_no
