-- One row per episode: ORS total (points) at its first twelve sessions, NULL where there is none.
create table new.mart.course as
select episode_key, ors_1, ors_2, ors_3, ors_4, ors_5, ors_6,
    ors_7, ors_8, ors_9, ors_10, ors_11, ors_12
from episode_sums
where ors_first is not null
order by episode_key
