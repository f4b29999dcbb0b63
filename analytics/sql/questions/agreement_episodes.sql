-- Do clients stay beyond the third session, and are drops repaired, around an agreement?
-- One row per episode (early_retention: day of its first session; value 1 unless it ended unplanned within three
-- sessions) or per drop (dips: day of the drop; value 1 where it was repaired): therapist_key, unit (episode), day,
-- value. Only what began on $settled or before: later ones that turn out badly are known later than those that turn out
-- well. Ties, endings that do not count, and drops before an ending that nobody recorded are left out.
-- Parameters: $signal (early_retention, dips), $since, $settled (days).
with began as (
    select
        therapist_key, episode_key as unit, first_date as day,
        (not (n_sessions <= 3 and unplanned))::integer::double as value
    from practice.episode
    where $signal = 'early_retention' and not therapist_tied and (n_sessions > 3 or counts_for_endings)
),
drops as (
    select
        episode.therapist_key, episode_key as unit, max(session_date) as day,
        (outcome = 'repaired')::integer::double as value
    from practice.dip as dip
    join practice.episode as episode using (episode_key)
    join practice.rating as rating using (episode_key, session_no)
    where $signal = 'dips' and not therapist_tied and outcome <> 'open'
        and not (outcome = 'ended_after' and ending = 'lapsed')
    group by episode.therapist_key, episode_key, session_no, outcome
),
counted as (select * from began union all select * from drops)
select therapist_key, unit, day, value
from counted
where therapist_key <> 0 and day between $since::date and $settled::date
order by day, therapist_key, unit
