-- After a session that a client rates higher than usual, is the next ORS higher?
-- One row per session: episode_key, session_no, ORS and SRS total (points, NULL where there is none).
-- Parameters: none. Of the whole practice: ask without a selection.
select episode_key, session_no, ors_total::double as ors, srs_total::double as srs
from practice.score
order by episode_key, session_no
