-- How many clients lie in each cell of the scatter plot of early SRS and ORS gain? For viewers who may not
-- see single clients.
-- One row per cell of early SRS (points) and ORS gain adjusted for the first ORS (points): its lower left
-- corner and n clients. Cells with fewer than $at_least clients are left out.
-- Parameters: $part, $part_end as in early_alliance_points; $slope, $start (rise of the last ORS per point of
-- the first ORS, and mean first ORS), $wide, $high (width and height of a cell in points), $at_least.
with scored as (
    select
        ors_first, ors_last,
        case when $part::integer = 0 then early_srs else srs_five end as srs
    from selected.alliance
    where counts_for_outcomes and ors_first_session <= $part_end and ors_last_session > $part_end
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
