-- emptied: adds one row per session with a stored ending that the delivery has emptied; episode_key: the
-- episode that ended.
-- An ending does not count as emptied if another session of the episode, or a new session of the client,
-- states an ending. To check this, all stored and delivered sessions of the episodes concerned are read.
insert into emptied
with courses as (
    select distinct s.episode_key from emptied_session join old.mart.session as s on s.rowid = emptied_session.stored_row where lost_ending
),
of_courses as (
    select s.rowid as stored_row, s.episode_key from old.mart.session as s semi join courses using (episode_key)
),
ending_named as (
    select episode_key
    from of_courses
    join stored_session using (stored_row)
    left join emptied_session using (stored_row)
    left join (select stored_row, bool_or(coalesce(closure, closure_text, cast(case_end as varchar)) is not null) as names_ending
               from matched join (select rowid as delivered_row, * from delivery.session) using (delivered_row)
               group by stored_row) as named using (stored_row)
    left join (select client_id from (select rowid as delivered_row, * from delivery.session where file_no is not null)
               anti join matched using (delivered_row)
               where coalesce(closure, closure_text, cast(case_end as varchar)) is not null
               group by client_id) as fresh on fresh.client_id = stored_session.client_id
    group by episode_key
    having coalesce(bool_or(named.names_ending), false) or count(fresh.client_id) > 0
        or count(*) filter (((stored_session.closure not in ('ongoing', 'unknown') or stored_session.case_end is not null))
            and emptied_session.stored_row is null) > 0
)
select stored_row, client_id, case_id, session_date, rater, therapist, 'ending', episode_key
from emptied_session join of_courses using (stored_row)
where lost_ending and episode_key not in (from ending_named)
