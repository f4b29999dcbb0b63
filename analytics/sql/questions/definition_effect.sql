-- One row: the counts that a change of definitions can move, over all episodes of the practice.
-- n_episodes, n_open, n_counted (ended, counted for endings), n_unplanned, n_assessable (ended), n_improved,
-- n_recovered,
-- n_deteriorated: episodes. n_drops: alliance drops.
select
    count(*) as n_episodes,
    count(*) filter (where not ended) as n_open,
    count(*) filter (where counts_for_endings) as n_counted,
    count(*) filter (where counts_for_endings and unplanned) as n_unplanned,
    count(*) filter (where ended and assessable) as n_assessable,
    count(*) filter (where ended and assessable and improved) as n_improved,
    count(*) filter (where ended and assessable and class = 'recovered') as n_recovered,
    count(*) filter (where ended and assessable and class = 'deteriorated') as n_deteriorated,
    (select count(*) from practice.dip) as n_drops
from practice.episode
