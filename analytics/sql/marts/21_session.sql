-- One row per attended session and rater, sorted by the client's latest therapist, client, case and day.
-- Holds every accepted value, so that the next import and a change of definitions start from here.
-- A new episode starts with a new client, a new case, or (without a case id) after a longer pause.
-- session_no counts days of attendance in the episode from 1. Scores in points: areas 0-10, totals 0-40;
-- fidelity as the practice counts it. client_given, therapist_given: the code as delivered where another one is shown.
-- Windows without partition or order walk through `session_ordered` as it lies (a test compares them with sorted ones).
create table new.mart.session as
with neighbours as (
    select *, lag(client_key) over () as client_before, lag(course_case) over () as case_before,
        lag(session_date) over () as date_before
    from session_ordered
),
flagged as (
    select * exclude (client_before, case_before, date_before),
        (client_before is distinct from client_key or case_before is distinct from course_case
            or (course_case is null and session_date - date_before > $episode_gap_days)) as starts_episode,
        session_date is distinct from date_before as is_new_day
    from neighbours
),
counted as (
    select *,
        sum(starts_episode::integer) over (rows between unbounded preceding and current row) as episode_count,
        sum((starts_episode or is_new_day)::integer) over (rows between unbounded preceding and current row) as day_count
    from flagged
)
select
    episode_count::integer as episode_key, client_key, therapist_key,
    (day_count + 1 - max(case when starts_episode then day_count end)
        over (rows between unbounded preceding and current row))::smallint as session_no,
    session_date, source_session_id, case_id, case_start, case_end, site, program, age_group, orientation, rater,
    ors_version, ors_individual, ors_interpersonal, ors_social, ors_overall, ors_total,
    srs_version, srs_relationship, srs_goals, srs_approach, srs_overall, srs_total,
    closure, closure_text, closure_as_of, fidelity, import_no, client_given, therapist_given
from counted
