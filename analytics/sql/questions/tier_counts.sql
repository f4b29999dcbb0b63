-- How many open clients fall into each group of the caseload?
-- One row per tier with a client the viewer may see.
-- Parameters: none.
select tier, count(*) as n
from scoped.open_episode
group by tier
order by tier
