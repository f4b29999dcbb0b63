-- One row per episode: what its sessions add up to, before any rule of counting is applied.
-- ORS and SRS totals in points 0-40; ors_k, srs_k, day_k belong to session k, NULL where there is none.
-- fidelity: mean over the sessions that have one, in the practice's own unit.
-- closure: the last recorded reason; what says no reason (`ongoing`, `unknown`) only where there is none.
-- `ors` is the client's own rating, or the other rater's where only that exists.
-- Run for a stretch of episodes at a time ($first_key to $last_key): sums of all at once are held in memory, all of
-- them, whereas the sessions of a stretch lie side by side.
insert into episode_sums by name
with rated as (
    select session.*,
        case when rater = coalesce(other_rater, 'self') then ors_total end as ors,
        case when srs_total is not null and session_no between $early_from and $early_to then srs_total end as early
    from new.mart.session as session left join other_rater_only using (episode_key)
    where episode_key between $first_key and $last_key
)
select
    episode_key, any_value(client_key) as client_key, any_value(case_id) as case_id,
    arg_max(therapist_key, session_no) as current_therapist_key,
    min(nullif(therapist_key, 0)) as lowest_therapist, max(therapist_key) as highest_therapist,
    arg_max(site, session_no) as site, arg_max(program, session_no) as program,
    arg_max(age_group, session_no) as age_group, arg_max(orientation, session_no) as orientation,
    avg(fidelity)::double as fidelity, coalesce(
        arg_max(closure, session_no) filter (where closure not in ('ongoing', 'unknown')), arg_max(closure, session_no)
    ) as closure,
    max(case_end) as case_end,
    min(session_date) as first_date, max(session_date) as last_date, max(session_no) as n_sessions,
    count(ors)::smallint as n_ors, arg_min(ors, session_no) as ors_first, arg_max(ors, session_no) as ors_last,
    min(case when ors is not null then session_no end) as ors_first_session,
    max(case when ors is not null then session_no end) as ors_last_session,
    min(case when ors is not null then ors_version end) as ors_version,
    count(srs_total)::smallint as n_srs, count(*) filter (where srs_total = 40)::smallint as n_srs_full,
    arg_min(srs_total, session_no) as srs_first, arg_max(srs_total, session_no) as srs_last,
    max(case when srs_total is not null then session_no end) as srs_last_session,
    min(srs_total) as srs_lowest, max(srs_total) as srs_highest,
    count(srs_relationship)::smallint as n_areas,
    avg(srs_relationship) as relationship, avg(srs_goals) as goals, avg(srs_approach) as approach,
    avg(srs_overall) as overall,
    sum(early)::decimal(6, 1) as early_srs_sum, count(early)::smallint as early_srs_n,
    max(ors) filter (where session_no = 1) as ors_1,
    max(ors) filter (where session_no = 2) as ors_2,
    max(ors) filter (where session_no = 3) as ors_3,
    max(ors) filter (where session_no = 4) as ors_4,
    max(ors) filter (where session_no = 5) as ors_5,
    max(ors) filter (where session_no = 6) as ors_6,
    max(ors) filter (where session_no = 7) as ors_7,
    max(ors) filter (where session_no = 8) as ors_8,
    max(ors) filter (where session_no = 9) as ors_9,
    max(ors) filter (where session_no = 10) as ors_10,
    max(ors) filter (where session_no = 11) as ors_11,
    max(ors) filter (where session_no = 12) as ors_12,
    max(srs_total) filter (where session_no = 1) as srs_1,
    max(srs_total) filter (where session_no = 2) as srs_2,
    max(srs_total) filter (where session_no = 3) as srs_3,
    max(srs_total) filter (where session_no = 4) as srs_4,
    max(srs_total) filter (where session_no = 5) as srs_5,
    max(session_date) filter (where session_no = 1) as day_1,
    max(session_date) filter (where session_no = 2) as day_2,
    max(session_date) filter (where session_no = 3) as day_3,
    max(session_date) filter (where session_no = 4) as day_4,
    max(session_date) filter (where session_no = 5) as day_5
from rated
group by episode_key
