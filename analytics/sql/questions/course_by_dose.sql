-- What is the mean ORS at each session, for clients with few, some or many sessions?
-- One row per dose group (1-3, 4-8, 9+ sessions) and session 1 to 12: number of episodes with an ORS in the group,
-- of forms at the session, their sum and sum of squares (points).
-- Ended episodes that count for outcomes only.
-- Parameters: none beyond the selection.
with long as (
    select
        case when n_sessions <= 3 then '1-3' when n_sessions <= 8 then '4-8' else '9+' end as dose,
        *
    from selected.course
    where ended and counts_for_outcomes and not ors_two_forms
),
sums as (
    select
        dose,
        count(*) as episodes,
        [count(ors_1), count(ors_2), count(ors_3), count(ors_4), count(ors_5), count(ors_6),
         count(ors_7), count(ors_8), count(ors_9), count(ors_10), count(ors_11), count(ors_12)] as n,
        [sum(ors_1), sum(ors_2), sum(ors_3), sum(ors_4), sum(ors_5), sum(ors_6),
         sum(ors_7), sum(ors_8), sum(ors_9), sum(ors_10), sum(ors_11), sum(ors_12)]::double[] as total,
        [sum(ors_1 * ors_1), sum(ors_2 * ors_2), sum(ors_3 * ors_3), sum(ors_4 * ors_4), sum(ors_5 * ors_5),
         sum(ors_6 * ors_6), sum(ors_7 * ors_7), sum(ors_8 * ors_8), sum(ors_9 * ors_9), sum(ors_10 * ors_10),
         sum(ors_11 * ors_11), sum(ors_12 * ors_12)]::double[] as squares
    from long
    group by dose
)
select dose, episodes, unnest(range(1, 13)) as session, unnest(n) as n, unnest(total) as total,
    unnest(squares) as squares
from sums
order by dose, session
