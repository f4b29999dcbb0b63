-- Do clients who rate the alliance higher end better? The sums from which correlations are computed.
-- One row per therapist_key, window (1 to 5: that session's SRS; 0: the early mean of the definitions; 15: the mean
-- of sessions 1 to 5) and whether the client has all five SRS: n, and sums of products of x (SRS), y (last ORS),
-- z (first ORS) and w (latest ORS up to the window's end), all in points.
-- Only clients whose first ORS is not later than the window and whose last ORS comes after it.
-- Parameters: $early_to (last early session), $min_forms.
with forms as (
    select
        therapist_key, ors_last as y, ors_first as z, ors_first_session, ors_last_session,
        early_srs, srs_1, srs_2, srs_3, srs_4, srs_5,
        list_avg(list_filter([srs_1, srs_2, srs_3, srs_4, srs_5], lambda total: total is not null)) as first_five,
        (srs_1 is not null)::integer + (srs_2 is not null)::integer + (srs_3 is not null)::integer
            + (srs_4 is not null)::integer + (srs_5 is not null)::integer as n_five,
        coalesce(srs_1 + srs_2 + srs_3 + srs_4 + srs_5 is not null
            and ors_first_session = 1 and ors_last_session > greatest(5, $early_to::integer), false) as same,
        ors_1 as w1, coalesce(ors_2, ors_1) as w2, coalesce(ors_3, ors_2, ors_1) as w3,
        coalesce(ors_4, ors_3, ors_2, ors_1) as w4, coalesce(ors_5, ors_4, ors_3, ors_2, ors_1) as w5,
        [ors_1, ors_2, ors_3, ors_4, ors_5, ors_6, ors_7, ors_8, ors_9, ors_10, ors_11, ors_12][:$early_to::integer]
            as until_early
    from selected.alliance join practice.course using (episode_key)
),
windows as (
    select
        therapist_key, same, y, z, ors_first_session, ors_last_session,
        unnest([0, 15, 1, 2, 3, 4, 5]) as part,
        unnest([$early_to::integer, 5, 1, 2, 3, 4, 5]) as part_end,
        unnest([early_srs, case when n_five >= $min_forms then first_five end,
                srs_1, srs_2, srs_3, srs_4, srs_5]::decimal(5, 2)[]) as x,
        unnest([list_filter(until_early, lambda total: total is not null)[-1], w5, w1, w2, w3, w4, w5]::decimal(4, 1)[]) as w
    from forms
)
select
    therapist_key, part, same, count(*) as n,
    sum(x)::double as x, sum(y)::double as y, sum(z)::double as z, sum(w)::double as w,
    sum(x * x)::double as xx, sum(x * y)::double as xy, sum(x * z)::double as xz, sum(x * w)::double as xw,
    sum(y * y)::double as yy, sum(y * z)::double as yz, sum(y * w)::double as yw,
    sum(z * z)::double as zz, sum(z * w)::double as zw, sum(w * w)::double as ww
from windows
where x is not null and ors_first_session <= part_end and ors_last_session > part_end and w is not null
group by therapist_key, part, same
order by therapist_key, part, same
