-- One row per SRS form, ordered by episode and session, of the episodes whose forms lie far enough apart
-- for a drop to be possible at all: at least three forms and a range of at least $min_drop points.
select episode_key, session_no, srs_total::double as srs_total, ended
from new.mart.session
join (
    select episode_key, ended from new.mart.episode
    where n_srs >= 3 and srs_highest - srs_lowest >= $min_drop
) using (episode_key)
where srs_total is not null
order by episode_key, session_no
