-- How many open clients fall into each group of the caseload?
-- One row per tier with a client the viewer may see, of the site, programme, age group and present therapist asked for.
-- Parameters: $site, $program, $age_group, $therapist (NULL: all).
select opened.tier, count(*) as n
from scoped.open_episode as opened
join scoped.episode as episode using (episode_key)
left join scoped.therapist as therapist on therapist.therapist_key = opened.current_therapist_key
where ($site::varchar is null or episode.site = $site)
    and ($program::varchar is null or episode.program = $program)
    and ($age_group::varchar is null or episode.age_group = $age_group)
    and ($therapist::varchar is null or therapist.therapist = $therapist)
group by opened.tier
order by opened.tier
