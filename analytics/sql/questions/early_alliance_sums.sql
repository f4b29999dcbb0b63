-- One row per call: number of episodes of the selection, number with an early SRS, and of their early means
-- (SRS points) the sum and the sum of squares.
-- Parameters: none beyond the selection.
select
    count(*) as episodes,
    count(early_srs) as n,
    coalesce(sum(early_srs), 0)::double as total,
    coalesce(sum(early_srs::decimal(7, 2) * early_srs), 0)::double as squares
from selected.episode
