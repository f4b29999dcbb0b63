-- Where did clients start and end, where single clients are not shown?
-- One row per square of first and last ORS (points): its lower left corner and n assessable episodes. Squares of fewer
-- than $at_least are left out. A score of 40 belongs to the square below it.
-- Parameters: $wide (points a square spans each way), $at_least.
select
    (floor(least(ors_first, 39.9) / $wide) * $wide)::double as ors_first,
    (floor(least(ors_last, 39.9) / $wide) * $wide)::double as ors_last,
    count(*) as n
from selected.episode
where class <> 'not_assessable'
group by 1, 2
having count(*) >= $at_least
order by 1, 2
