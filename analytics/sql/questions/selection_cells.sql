-- How many episodes, not visible to the viewer row by row, has each finest cell of the filters?
-- One row per site, programme, age group and whether the episode has ended: number of such episodes.
-- Call it with the period and, if chosen, the therapist of a selection, and with all episodes.
-- Parameters: none beyond the selection.
select site, program, age_group, ended, count(*) as n
from selected.episode anti join scoped.episode using (episode_key)
group by all
order by all
