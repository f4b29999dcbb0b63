-- One row: comparison of the delivery with the stored sessions. first_day, last_day, n_file: first and last
-- day and number of delivered sessions. n_there: stored sessions in the delivery. n_missing: covered sessions
-- not in the delivery; n_cancelled, n_moved_day, n_moved_client: by reason. n_only_here: all stored sessions
-- not in the delivery. n_unclear: sessions that rows set aside may be about. n_elsewhere: stored sessions
-- that the delivery does not cover. n_scores: scores emptied. n_endings: episodes whose ending was emptied.
with file as (
    select min(session_date) as first_day, max(session_date) as last_day, count(*) as n_file
    from delivery.session where file_no is not null
),
stored as (
    select (select count(*) from stored_session) as n, (select count(*) from compared where in_file) as n_there,
        (select n from unclear) as n_unclear
),
lacks as (
    select count(*) as n_missing, count(*) filter (why = 'cancelled') as n_cancelled,
        count(*) filter (why = 'moved_day') as n_moved_day, count(*) filter (why = 'moved_client') as n_moved_client
    from missing
),
empties as (
    select count(*) filter (what <> 'ending') as n_scores,
        count(distinct episode_key) filter (what = 'ending') as n_endings
    from emptied
)
select first_day, last_day, n_file, n_there, n_missing, n - n_there as n_only_here, n_cancelled, n_moved_day,
    n_moved_client, n_unclear, n - n_there - n_missing - n_unclear as n_elsewhere, n_scores, n_endings
from file, stored, lacks, empties
