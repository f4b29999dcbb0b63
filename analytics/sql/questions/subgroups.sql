-- What were the outcomes of each site, programme and age group?
-- One row per dimension and group (NULL group: not given): counts of episodes and sums of change (ORS
-- points).
-- Parameters: none beyond the selection.
select
    case when grouping(site) = 0 then 'site' when grouping(program) = 0 then 'program' else 'age_group' end
        as dimension,
    case when grouping(site) = 0 then site when grouping(program) = 0 then program else age_group end as choice,
    count(*) filter (where assessable) as assessable,
    count(*) filter (where assessable and improved) as improved,
    count(*) filter (where assessable and started_below) as started_below,
    count(*) filter (where assessable and class = 'recovered') as recovered,
    count(*) filter (where counts_for_endings) as counts_for_endings,
    count(*) filter (where counts_for_endings and unplanned) as unplanned,
    coalesce(sum(change) filter (where assessable), 0)::double as change,
    coalesce(sum(change * change) filter (where assessable), 0)::double as change2
from selected.episode
group by grouping sets ((site), (program), (age_group))
order by dimension, choice
