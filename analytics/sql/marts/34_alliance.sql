-- One row per episode with an SRS: the total (points) at its first five sessions, NULL where there is none, and the
-- mean of each area (points, 0-10) over the n_areas forms that were answered area by area.
create table new.mart.alliance as
select
    episode_key, srs_1, srs_2, srs_3, srs_4, srs_5,
    n_areas, relationship, goals, approach, overall
from gathered
where n_srs > 0
order by episode_key
