-- The same where single clients are not shown: how many clients lie in each cell?
-- One row per cell of early SRS (points) and ORS gained after allowing for the start (points): its lower left corner
-- and n clients. Cells under $at_least clients are left out.
-- Parameters: $part, $part_end, $min_forms as in alliance_marks; $slope, $start (what the last ORS rises per point of
-- the first, and the mean first ORS), $wide, $high (points a cell spans across and up), $at_least.
with told as (
    select
        ors_first, ors_last,
        (srs_1 is not null)::integer + (srs_2 is not null)::integer + (srs_3 is not null)::integer
            + (srs_4 is not null)::integer + (srs_5 is not null)::integer as n_five,
        coalesce(srs_1, 0) + coalesce(srs_2, 0) + coalesce(srs_3, 0) + coalesce(srs_4, 0) + coalesce(srs_5, 0) as five,
        case when $part::integer = 0 then early_srs when n_five >= $min_forms
            then ((200 * five)::integer + n_five) // (2 * n_five) / 100 end::decimal(5, 2) as srs
    from selected.alliance
    where ors_first_session <= $part_end and ors_last_session > $part_end
)
select
    (floor(least(srs, 39.99) / $wide) * $wide)::double as srs,
    (floor((ors_last - $start::double - $slope::double * (ors_first - $start::double)) / $high) * $high)::double
        as gained,
    count(*) as n
from told
where srs is not null
group by 1, 2
having count(*) >= $at_least
order by 1, 2
