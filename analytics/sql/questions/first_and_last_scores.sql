-- How do courses of therapy end, by where they began?
-- One row per first and last ORS (points) that occur, and whether the episode started below its cutoff, is clearly
-- better and has recovered: n assessable episodes.
-- Parameters: none beyond the selection.
select
    ors_first::double as first, ors_last::double as last, coalesce(started_below, false) as below, improved,
    class = 'recovered' as recovered, count(*) as n
from selected.episode
where assessable
group by all
order by all
