-- One row per day of a first session: n episodes that began on it, open ones included.
-- Call it with a selection without a period and with all episodes: it tells how long courses could be observed.
-- Parameters: none beyond the selection.
select first_date - date '1970-01-01' as day, count(*) as n
from selected.episode
group by first_date
order by first_date
