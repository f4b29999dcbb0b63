-- The same where single clients are not shown: how many clients lie in each cell?
-- One row per cell of early SRS (points) and ORS gained after allowing for the start (points): its lower left corner
-- and n clients. Cells under $at_least clients are left out.
-- Parameters: $part, $part_end as in early_alliance_points; $slope, $start (what the last ORS rises per point of
-- the first, and the mean first ORS), $wide, $high (points a cell spans across and up), $at_least.
with scored as (
    select
        ors_first, ors_last,
        case when $part::integer = 0 then early_srs else srs_five end as srs
    from selected.alliance
    where ors_first_session <= $part_end and ors_last_session > $part_end
)
select
    (floor(least(srs, 39.99) / $wide) * $wide)::double as srs,
    (floor((ors_last - $start::double - $slope::double * (ors_first - $start::double)) / $high) * $high)::double
        as gained,
    count(*) as n
from scored
where srs is not null
group by 1, 2
having count(*) >= $at_least
order by 1, 2
