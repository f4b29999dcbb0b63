-- Does the practice have episodes that the viewer may not see row by row?
-- One row: number of such episodes.
-- Parameters: none.
select count(*) as n
from practice.episode anti join scoped.episode using (episode_key)
