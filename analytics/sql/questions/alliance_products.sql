-- Do clients who rate the alliance higher end better? The sums from which correlations are computed.
-- One row per therapist_key, window (1 to 5: that session's SRS; 0: the early mean of the definitions; 15: the mean
-- of sessions 1 to 5) and whether the client has all five SRS: n, and sums of products of x (SRS), y (last ORS),
-- z (first ORS) and w (latest ORS up to the window's end), all in points.
-- Only episodes that count for outcomes, whose first ORS is not later than the window and whose last ORS comes after
-- it.
-- Parameters: $early_to (last early session).
with windows as (
    select
        therapist_key, counts_for_outcomes, ors_last::double as y, ors_first::double as z, ors_first_session,
        ors_last_session,
        n_five = 5 and ors_first_session = 1 and ors_last_session > greatest(5, $early_to::integer) as same,
        unnest([0, 15, 1, 2, 3, 4, 5]) as part,
        unnest([$early_to::integer, 5, 1, 2, 3, 4, 5]) as part_end,
        unnest([early_srs, srs_five, srs_1, srs_2, srs_3, srs_4, srs_5]::double[]) as x,
        unnest([ors_by_early, ors_by_5, ors_by_1, ors_by_2, ors_by_3, ors_by_4, ors_by_5]::double[]) as w
    from selected.alliance
)
select
    therapist_key, part, coalesce(same, false) as same, count(*) as n,
    sum(x) as x, sum(y) as y, sum(z) as z, sum(w) as w,
    sum(x * x) as xx, sum(x * y) as xy, sum(x * z) as xz, sum(x * w) as xw,
    sum(y * y) as yy, sum(y * z) as yz, sum(y * w) as yw,
    sum(z * z) as zz, sum(z * w) as zw, sum(w * w) as ww
from windows
where counts_for_outcomes and x is not null and w is not null
    and ors_first_session <= part_end and ors_last_session > part_end
group by therapist_key, part, same
order by therapist_key, part, same
