-- How many episodes does each therapist contribute to the practice's figures?
-- One row per therapist_key with an episode in the selection: number of episodes, and of closed ones.
-- Parameters: none beyond the selection.
select therapist_key, count(*) as n, count(*) filter (where ended) as closed
from selected.episode
group by therapist_key
order by therapist_key
