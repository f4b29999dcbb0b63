-- How did the episodes that ended in a month end up?
-- One row per month of the last session: ended episodes only.
-- Parameters: none beyond the selection.
select
    last_month as month,
    count_if(class <> 'not_assessable') as assessable,
    count_if(class in ('recovered', 'improved', 'improved_above')) as improved,
    count_if(counts_for_endings) as counts_for_endings,
    count_if(counts_for_endings and unplanned) as unplanned
from selected.episode
where ended
group by last_month
order by last_month
