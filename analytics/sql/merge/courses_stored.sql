-- One row per stored episode of the clients in touched: first and last day, whether it continued after its
-- recorded ending, and whether only some of its sessions name a case.
create or replace temp table course_before as
select
    client_id, min(session_date) as first_date, max(session_date) as last_date,
    bool_or(goes_on_after is not null) as goes_on, count(session.case_id) between 1 and count(*) - 1 as is_joined
from old.mart.session as session
join old.mart.client as client using (client_key)
join touched using (client_id)
join (
    select episode_key, goes_on_after
    from (from old.mart.episode union all by name select null::date as goes_on_after where false)
) using (episode_key)
group by client_id, episode_key
