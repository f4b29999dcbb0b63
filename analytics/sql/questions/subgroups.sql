-- How did clients of each site, programme and age group end up?
-- One row per dimension and group (NULL group: not given): counts of episodes and sums of change (ORS points).
-- Parameters: none beyond the selection.
select
    case when grouping(site) = 0 then 'site' when grouping(program) = 0 then 'program' else 'age_group' end as dimension,
    case when grouping(site) = 0 then site when grouping(program) = 0 then program else age_group end as choice,
    count_if(class <> 'not_assessable') as assessable,
    count_if(class in ('recovered', 'improved', 'improved_above')) as improved,
    count_if(class <> 'not_assessable' and started_below) as started_below,
    count_if(class = 'recovered') as recovered,
    count_if(counts_for_endings) as counts_for_endings,
    count_if(counts_for_endings and unplanned) as unplanned,
    coalesce(sum(change) filter (where class <> 'not_assessable'), 0)::double as change,
    coalesce(sum(change::double * change::double) filter (where class <> 'not_assessable'), 0) as change2
from selected.episode
group by grouping sets ((site), (program), (age_group))
order by dimension, choice
