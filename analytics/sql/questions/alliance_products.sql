-- Do clients who rate the alliance higher end better? The sums from which correlations are computed.
-- One row per therapist_key, window (1 to 5: that session's SRS; 0: the early mean of the definitions; 15: the mean
-- of sessions 1 to 5) and whether the client has all five SRS: n, and sums of products of x (SRS), y (last ORS),
-- z (first ORS) and w (latest ORS up to the window's end), all in points.
-- Only clients whose first ORS is not later than the window and whose last ORS comes after it.
-- Parameters: $early_to (last early session), $min_forms.
with forms as (
    select
        therapist_key, ors_last::double as y, ors_first::double as z, ors_first_session, ors_last_session,
        early_srs, srs_1, srs_2, srs_3, srs_4, srs_5,
        (srs_1 is not null)::integer + (srs_2 is not null)::integer + (srs_3 is not null)::integer
            + (srs_4 is not null)::integer + (srs_5 is not null)::integer as n_five,
        coalesce(srs_1, 0) + coalesce(srs_2, 0) + coalesce(srs_3, 0) + coalesce(srs_4, 0) + coalesce(srs_5, 0) as five,
        case when n_five >= $min_forms
            then ((200 * five)::integer + n_five) // (2 * n_five) / 100 end::decimal(5, 2) as first_five,
        n_five = 5 and ors_first_session = 1 and ors_last_session > greatest(5, $early_to::integer) as same,
        ors_1 as w1, coalesce(ors_2, w1) as w2, coalesce(ors_3, w2) as w3, coalesce(ors_4, w3) as w4,
        coalesce(ors_5, w4) as w5,
        coalesce(
            case when $early_to >= 12 then ors_12 end, case when $early_to >= 11 then ors_11 end,
            case when $early_to >= 10 then ors_10 end, case when $early_to >= 9 then ors_9 end,
            case when $early_to >= 8 then ors_8 end, case when $early_to >= 7 then ors_7 end,
            case when $early_to >= 6 then ors_6 end,
            case $early_to when 1 then w1 when 2 then w2 when 3 then w3 when 4 then w4 else w5 end
        ) as w0
    from selected.alliance join practice.course using (episode_key)
),
windows as (
    select
        therapist_key, same, y, z, ors_first_session, ors_last_session,
        unnest([0, 15, 1, 2, 3, 4, 5]) as part,
        unnest([$early_to::integer, 5, 1, 2, 3, 4, 5]) as part_end,
        unnest([early_srs, first_five, srs_1, srs_2, srs_3, srs_4, srs_5]::double[]) as x,
        unnest([w0, w5, w1, w2, w3, w4, w5]::double[]) as w
    from forms
)
select
    therapist_key, part, coalesce(same, false) as same, count(*) as n,
    sum(x) as x, sum(y) as y, sum(z) as z, sum(w) as w,
    sum(x * x) as xx, sum(x * y) as xy, sum(x * z) as xz, sum(x * w) as xw,
    sum(y * y) as yy, sum(y * z) as yz, sum(y * w) as yw,
    sum(z * z) as zz, sum(z * w) as zw, sum(w * w) as ww
from windows
where x is not null and ors_first_session <= part_end and ors_last_session > part_end and w is not null
group by therapist_key, part, same
order by therapist_key, part, same
