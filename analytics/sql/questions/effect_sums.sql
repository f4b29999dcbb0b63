-- Sums for the effect size, by therapist.
-- One row per therapist_key (0: none given, or shared equally): assessable episodes that started below the cutoff, and
-- their
-- sums, sums of squares and of products of first and last ORS (points, exact decimals).
-- Parameters: none beyond the selection.
select
    therapist_key,
    count(*) as n,
    sum(ors_first) as first,
    sum(ors_last) as last,
    sum(ors_first * ors_first) as first2,
    sum(ors_last * ors_last) as last2,
    sum(ors_first * ors_last) as product
from selected.episode
where assessable and started_below
group by therapist_key
order by therapist_key
