-- Which open clients of a therapist show a signal?
-- One row per open episode that shows the signal, the clearest first; size: points below the client's own
-- mean of the four areas, points of a drop that has not been repaired, sessions without an SRS, or forms at the highest
-- score.
-- Parameters: $therapist (code), $signal (an area, dips, early_retention, feedback_forms, feedback_variety),
-- $most.
with own as (
    select
        open_episode.episode_key, client.client_id, client.record_id, open_episode.n_sessions,
        coalesce(open_episode.dip_drop, open_episode.settled_points) as drop_size
    from scoped.open_episode as open_episode
    join scoped.client as client using (client_key)
    join scoped.therapist as therapist on therapist.therapist_key = open_episode.current_therapist_key
    where therapist.therapist = $therapist
),
sized as (
    select
        own.*, session.n as sessions,
        case $signal
            when 'relationship' then mean_area - relationship
            when 'goals' then mean_area - goals
            when 'approach' then mean_area - approach
            when 'overall' then mean_area - overall
            when 'dips' then drop_size
            when 'early_retention' then case when own.n_sessions <= 3 then 4 - own.n_sessions end
            when 'feedback_forms' then case when session.without_srs * 3 > session.n then session.without_srs end
            else case when session.lowest >= 39.5 and session.srs >= 2 then session.srs end
        end as size
    from own
    left join (
        select episode_key, relationship, goals, approach, overall,
            (relationship + goals + approach + overall) / 4 as mean_area
        from scoped.alliance where n_areas > 0
    ) using (episode_key)
    left join (
        select episode_key, count(*) as n, count(srs_total) as srs, count(*) - count(srs_total) as without_srs,
            min(srs_total) as lowest
        from scoped.session semi join own using (episode_key) group by episode_key
    ) as session using (episode_key)
)
select client_id, record_id, n_sessions, size
from sized
where size > 0.05
order by size desc, client_id
limit $most
