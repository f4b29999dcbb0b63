-- After how many sessions did episodes end, and where do the open ones stand?
-- One row per number of sessions and whether the episode has ended: number of episodes.
-- Ask with a selection without a period and with all episodes; the period is that of the first session.
-- Parameters: $since, $until (dates or NULL).
select n_sessions, ended, count(*) as n
from selected.episode
where first_date >= coalesce($since::date, first_date) and first_date <= coalesce($until::date, first_date)
group by n_sessions, ended
order by n_sessions, ended
