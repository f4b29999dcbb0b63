-- Is any episode of the practice somebody else's?
-- One row: number of episodes that the viewer may not see row by row.
-- Parameters: none.
select count(*) as n
from practice.episode anti join scoped.episode using (episode_key)
