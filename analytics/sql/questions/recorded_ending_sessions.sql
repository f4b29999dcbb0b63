-- One row per selected episode with an ending recorded as planned or unplanned: whether unplanned, therapist_key
-- (0: none given, or shared equally), days from first to last session, n_sessions, ors_first (points, NULL without
-- one), numbers of its programme, age group, orientation and site (from 1; not given is a value too), assessable,
-- improved.
-- Parameters: none beyond the selection.
select
    ending = 'unplanned' as unplanned, therapist_key, (last_date - first_date)::integer as days,
    n_sessions::integer as n_sessions, ors_first::double as ors_first,
    dense_rank() over (order by program)::integer as program,
    dense_rank() over (order by age_group)::integer as age_group,
    dense_rank() over (order by orientation)::integer as orientation,
    dense_rank() over (order by site)::integer as site,
    assessable, improved
from selected.episode
where ending in ('planned', 'unplanned')
order by episode_key
