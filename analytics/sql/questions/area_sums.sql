-- Which of the four areas do the clients of each therapist rate lower than the others?
-- One row per therapist (ties left out): n episodes with forms answered area by area; for each area the sum of its
-- distance from the mean of the four (points, 0-10) and the sum of its squares.
-- Parameters: none beyond the selection.
with rated as (
    select
        therapist_key, relationship, goals, approach, overall,
        (relationship + goals + approach + overall) / 4 as mean
    from selected.alliance
    where n_areas > 0 and therapist_key <> 0 and not therapist_tied
)
select
    therapist_key, count(*) as n,
    sum(relationship - mean) as relationship, sum((relationship - mean) * (relationship - mean)) as relationship2,
    sum(goals - mean) as goals, sum((goals - mean) * (goals - mean)) as goals2,
    sum(approach - mean) as approach, sum((approach - mean) * (approach - mean)) as approach2,
    sum(overall - mean) as overall, sum((overall - mean) * (overall - mean)) as overall2
from rated
group by therapist_key
order by therapist_key
