-- How did the clients of each therapist do, in cells fine enough to allow for who came?
-- One row per therapist, column of the case mix that is asked for (NULL where it is not), and for $shares two
-- points of the first ORS: n episodes, sums of x (first ORS, points) and y, of their squares and product.
-- y: last ORS (`change`, allowing for the first), mean early SRS (`early_alliance`), else 0 or 1.
-- Left out: episodes without a therapist or shared equally, without a first ORS, or that the measure does not judge.
-- Parameters: $measure (change, early_alliance, unplanned, reliable_improvement), $shares (y is 0 or 1), $by_site,
-- $by_age_group, $by_program, $by_orientation.
with judged as (
    select
        therapist_key,
        case when $by_site then coalesce(site, '') end as site,
        case when $by_age_group then coalesce(age_group, '') end as age_group,
        case when $by_program then coalesce(program, '') end as program,
        case when $by_orientation then coalesce(orientation, '') end as orientation,
        ors_first::double as x,
        case $measure
            when 'change' then case when assessable then ors_last end
            when 'early_alliance' then early_srs
            when 'unplanned' then case when counts_for_endings then unplanned::integer end
            else case when assessable then improved::integer end
        end::double as y
    from selected.episode
    where therapist_key <> 0 and not therapist_tied and ors_first is not null
)
select
    therapist_key, site, age_group, program, orientation,
    case when $shares then floor(x / 2) * 2 end::smallint as point,
    count(*) as n, sum(x) as x, sum(x * x) as xx, sum(y) as y, sum(y * y) as yy, sum(x * y) as xy
from judged
where y is not null
group by all
order by all
