-- One row: the SRS total (points) under which the first forms of a course are low.
-- low_line: the lowest early_low_share of this practice's courses, by the higher of their first two SRS of sessions 1
-- to 5, lies under it, and never more than that share however many are equal; rounded down to half points, so that it
-- seldom moves from import to import; at most highest_low_line, as a total nearer to 40 is not told from full marks. The
-- ask line itself below 50 courses (five lie under a tenth of them), or where early_low_share is 0.
create temp table low_line as
with courses as (
    select list_max(list_filter([srs_1, srs_2, srs_3, srs_4, srs_5], total -> total is not null)[1:2]) as higher
    from new.mart.alliance join new.mart.episode using (episode_key)
    where n_five >= 2 and not srs_two_forms
),
placed as (select higher, row_number() over (order by higher) as place, count(*) over () as n from courses),
tenth as (
    select any_value(n) as n, min(higher) filter (where place > early_low_share * n) as total
    from placed cross join rule
)
select
    (case
        when early_low_share > 0 and n >= 50 then least(floor(2 * total) / 2, highest_low_line) else low_total
    end)::decimal(4, 1) as low_line
from rule left join tenth on true
