-- One row per SRS form, ordered by episode and session, of the episodes whose forms lie far enough apart
-- for a drop to be possible at all: more than $forms_before forms and a range of at least $min_drop points,
-- all on one form; of the episodes with the keys $first_key to $last_key, as a large practice is read in stretches.
select episode_key, session_no, srs_total::double as srs_total, ended
from new.mart.session
join (
    select episode_key, ended from new.mart.episode
    where n_srs > $forms_before and srs_highest - srs_lowest >= $min_drop and not srs_two_forms
        and episode_key between $first_key and $last_key
) using (episode_key)
where srs_total is not null and episode_key between $first_key and $last_key
order by episode_key, session_no
