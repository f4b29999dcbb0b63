-- How many episodes of others lie in each of the finest cells that the filters can be combined to?
-- One row per site, programme, age group and whether the episode has ended: number of episodes that the viewer may not
-- see row by row.
-- Ask with the period and, where one is chosen, the therapist of a selection, and with all episodes.
-- Parameters: none beyond the selection.
select site, program, age_group, ended, count(*) as n
from selected.episode anti join scoped.episode using (episode_key)
group by all
order by all
