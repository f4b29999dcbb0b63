-- How many sessions have an SRS, and how high are the totals?
-- One row per session number 1 to 12 (kind `session`): sessions and forms; and one row per whole point of the total
-- (kind `total`, 40 only for exactly 40): forms; and one row for sessions without an SRS (kind `none`).
-- Parameters: none beyond the selection.
with scores as (
    select session_no, srs_total
    from practice.score semi join selected.episode using (episode_key)
),
counted as (
    select
        case when grouping(session_no) = 0 then 'session' when points is null then 'none' else 'total' end as kind,
        coalesce(session_no, points) as position,
        count(*) as sessions, count(srs_total) as forms
    from (select session_no, srs_total, floor(srs_total)::smallint as points from scores)
    group by grouping sets ((session_no), (points))
)
select kind, position, sessions, forms
from counted
where kind <> 'session' or position <= 12
order by kind, position
