-- What was the outcome of the episodes that ended in each month?
-- One row per month of the last session: counts of ended episodes.
-- Parameters: none beyond the selection.
select
    last_month as month,
    count(*) filter (where assessable) as assessable,
    count(*) filter (where assessable and improved) as improved,
    count(*) filter (where counts_for_endings) as counts_for_endings,
    count(*) filter (where counts_for_endings and unplanned) as unplanned
from selected.episode
where ended
group by last_month
order by last_month
