-- One row: the delivery beside what is held. first_day, last_day: of its sessions; n_file: its sessions; n_there: held
-- sessions that it has; n_missing: held sessions that it lacks; n_only_here: all held sessions it has not, covered or
-- not; the missing ones by reason; n_unclear: that rows set aside may be about; n_elsewhere: held, and not spoken about;
-- n_scores and n_endings: values emptied, endings by course.
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
