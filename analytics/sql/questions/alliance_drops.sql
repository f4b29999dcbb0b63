-- How do alliance drops end, and what is the outcome of these episodes?
-- One row per path (repaired, unrepaired, ended_after, open; none: enough SRS and no drop): number of
-- such drops, and of the episodes whose latest drop took that path, how many can be assessed and how many
-- improved reliably.
-- Parameters: $forms_before, and the selection.
with latest as (
    select episode_key, arg_max(outcome, session_no) as path from practice.dip group by episode_key
),
judged as (
    select
        coalesce(path, 'none') as path, count(*) as episodes,
        count(*) filter (where assessable) as assessable,
        count(*) filter (where assessable and improved) as improved
    from selected.episode left join latest using (episode_key)
    where n_srs > $forms_before and not srs_two_forms
    group by 1
),
drops as (
    select outcome as path, count(*) as drops, count(*) filter (where marked) as marked
    from practice.dip semi join selected.episode using (episode_key)
    group by outcome
)
select
    path, coalesce(drops, 0) as drops, coalesce(marked, 0) as marked,
    coalesce(episodes, 0) as episodes, coalesce(assessable, 0) as assessable, coalesce(improved, 0) as improved
from judged full join drops using (path)
order by path
