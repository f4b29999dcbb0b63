-- How many sessions did ended episodes have, and how many have open ones had so far?
-- One row per number of sessions and whether the episode has ended: number of episodes.
-- Call it with a selection without a period and with all episodes; $since and $until limit the first session.
-- Parameters: $since, $until (dates or NULL).
select n_sessions, ended, count(*) as n
from selected.episode
where first_date >= coalesce($since::date, first_date) and first_date <= coalesce($until::date, first_date)
group by n_sessions, ended
order by n_sessions, ended
