-- How many episodes would improve or deteriorate at other thresholds of reliable change?
-- One row per threshold in $thresholds: assessable episodes that rose or fell by at least that much.
-- Only episodes judged by the ORS threshold in force are affected; child versions keep their own threshold.
-- Parameters: $thresholds (list of ORS points), $in_force (ORS points), $more (0: at least, 0.1: more than).
with steps as (select unnest($thresholds::decimal(4, 1)[]) as reliable_change),
changes as (
    select change, reliable_change = $in_force::decimal(4, 1) as moves, reliable_change as own, count(*) as n
    from selected.episode
    where assessable
    group by all
),
judged as (
    select
        steps.reliable_change,
        case when moves then steps.reliable_change else own end + $more::decimal(4, 1) as threshold,
        change, n
    from steps cross join changes
)
select
    reliable_change,
    sum(n)::bigint as n,
    coalesce(sum(n) filter (where change >= threshold), 0)::bigint as improved,
    coalesce(sum(n) filter (where change <= -threshold), 0)::bigint as deteriorated
from judged
group by reliable_change
order by reliable_change
