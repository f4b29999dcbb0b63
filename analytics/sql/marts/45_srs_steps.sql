-- One row: the median absolute step between consecutive SRS forms of an episode (points), and how many steps.
-- From it comes the practice-wide spread against which alliance drops are judged.
select median(abs(step)::decimal(6, 2))::double as median_step, count(*) as n_steps
from (
    select case when lag(episode_key) over () = episode_key and lag(srs_version) over () = srs_version then srs_total - lag(srs_total) over () end as step
    from (select episode_key, srs_version, srs_total from new.mart.session where srs_total is not null)
)
where step is not null
