-- One row per session or value that could still be removed (table lacking), copied from the version attached
-- as `old`, with its present stored_row.
-- Rows are found by the codes that the old version shows, and else by the delivered code, as codes may have
-- been merged or separated since. A session that is now shown combined with a session of another code cannot
-- be removed alone: its `what` ends in _aside and its stored_row is empty; after the codes are separated it
-- is found again.
create temp table lacking as
with old_lacking as (
    select rowid as lacking_row, * replace (replace(what, '_aside', '') as what), ends_with(what, '_aside') as was_aside
    from old.meta.lacking
),
by_shown_code as (
    select lacking_row, stored_session.stored_row
    from old_lacking as l
    join old.mart.client as c using (client_id)
    join old.mart.session as s on s.client_key = c.client_key and s.session_date = l.session_date and s.rater = l.rater
        and s.case_id is not distinct from l.case_id
    join stored_session on stored_session.stored_row = s.rowid
    where not was_aside
),
by_delivered_code as (
    select lacking_row, min(stored_session.stored_row) as stored_row
    from (from old_lacking anti join by_shown_code using (lacking_row)) as l
    join stored_session on coalesce(stored_session.client_given, stored_session.client_id) = l.client_id and stored_session.session_date = l.session_date
        and stored_session.rater = l.rater and stored_session.case_id is not distinct from l.case_id
    group by lacking_row
)
select match.stored_row, case when match.stored_row is null then l.what || '_aside' else l.what end as what, l.why,
    coalesce(stored_session.client_id, l.client_id) as client_id,
    case when match.stored_row is null then l.case_id else stored_session.case_id end as case_id,
    coalesce(stored_session.session_date, l.session_date) as session_date, coalesce(stored_session.rater, l.rater) as rater,
    case when match.stored_row is null then l.therapist else stored_session.therapist end as therapist, l.episode_key
from old_lacking as l
left join (from by_shown_code union all from by_delivered_code) as match using (lacking_row)
left join stored_session on stored_session.stored_row = match.stored_row
