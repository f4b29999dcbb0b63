-- How many clients lie in each cell of first and last ORS? For viewers who may not see single clients.
-- One row per square cell of first and last ORS (points): its lower left corner and n assessable episodes.
-- Cells with fewer than $at_least episodes are left out. A score of 40 belongs to the cell below 40.
-- Parameters: $wide (width of a cell in points), $at_least.
select
    (floor(least(ors_first, 39.9) / $wide) * $wide)::double as ors_first,
    (floor(least(ors_last, 39.9) / $wide) * $wide)::double as ors_last,
    count(*) as n
from selected.episode
where assessable
group by 1, 2
having count(*) >= $at_least
order by 1, 2
