-- lacking: what the version in `old` says could be left out or cleared, each with the session that it holds now. Found by
-- the codes under which that version shows its sessions, which may be joined or parted since. What codes joined since show
-- together with a session of another code cannot be left out by itself: `what` ends in _aside, known_row is empty, and
-- parting the codes finds it again, by the code that was delivered.
create temp table lacking as
with kept as (
    select rowid as kept_row, * replace (replace(what, '_aside', '') as what), ends_with(what, '_aside') as was_aside
    from old.meta.lacking
),
same as (
    select kept_row, known.known_row
    from kept as l
    join old.mart.client as c using (client_id)
    join old.mart.session as s on s.client_key = c.client_key and s.session_date = l.session_date and s.rater = l.rater
        and s.case_id is not distinct from l.case_id
    join known on known.known_row = s.rowid
    where not was_aside
),
again as (
    select kept_row, min(known.known_row) as known_row
    from (from kept anti join same using (kept_row)) as l
    join known on coalesce(known.client_given, known.client_id) = l.client_id and known.session_date = l.session_date
        and known.rater = l.rater and known.case_id is not distinct from l.case_id
    group by kept_row
)
select found.known_row, case when found.known_row is null then l.what || '_aside' else l.what end as what, l.why,
    coalesce(known.client_id, l.client_id) as client_id,
    case when found.known_row is null then l.case_id else known.case_id end as case_id,
    coalesce(known.session_date, l.session_date) as session_date, coalesce(known.rater, l.rater) as rater,
    case when found.known_row is null then l.therapist else known.therapist end as therapist, l.episode_key
from kept as l
left join (from same union all from again) as found using (kept_row)
left join known on known.known_row = found.known_row
