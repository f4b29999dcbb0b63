-- One row per episode with an SRS: the total (points) at its first five sessions, NULL where there is none; how many
-- of the five there are and their mean (points, from min_forms on); the latest ORS (points) up to each of these
-- sessions and up to the last early one; and the mean of each area (points, 0-10) over the n_areas forms that were
-- answered area by area.
create table new.mart.alliance as
with early_forms as (
    select
        episode_sums.*,
        (srs_1 is not null)::integer + (srs_2 is not null)::integer + (srs_3 is not null)::integer
            + (srs_4 is not null)::integer + (srs_5 is not null)::integer as n_five,
        coalesce(srs_1, 0) + coalesce(srs_2, 0) + coalesce(srs_3, 0) + coalesce(srs_4, 0) + coalesce(srs_5, 0) as five,
        ors_1 as ors_by_1, coalesce(ors_2, ors_by_1) as ors_by_2, coalesce(ors_3, ors_by_2) as ors_by_3,
        coalesce(ors_4, ors_by_3) as ors_by_4, coalesce(ors_5, ors_by_4) as ors_by_5,
        coalesce(
            case when $early_to >= 12 then ors_12 end, case when $early_to >= 11 then ors_11 end,
            case when $early_to >= 10 then ors_10 end, case when $early_to >= 9 then ors_9 end,
            case when $early_to >= 8 then ors_8 end, case when $early_to >= 7 then ors_7 end,
            case when $early_to >= 6 then ors_6 end,
            case $early_to
                when 1 then ors_by_1 when 2 then ors_by_2 when 3 then ors_by_3 when 4 then ors_by_4 else ors_by_5
            end
        ) as ors_by_early
    from episode_sums
    where n_srs > 0
)
select
    episode_key, srs_1, srs_2, srs_3, srs_4, srs_5, n_five::tinyint as n_five,
    (case when n_five >= min_forms then ((200 * five)::integer + n_five) // (2 * n_five) / 100 end)::decimal(5, 2)
        as srs_five,
    ors_by_1, ors_by_2, ors_by_3, ors_by_4, ors_by_5, ors_by_early,
    n_areas, relationship, goals, approach, overall
from early_forms cross join rule
order by episode_key
