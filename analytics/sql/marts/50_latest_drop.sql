-- One row per open episode whose alliance lies under the repair level of its latest drop. SRS points, session numbers.
-- old: more forms since than a repair may take, and the last form is not under the ask line.
-- lower: how far the middle of the forms from the drop on lies under the level before it.
create temp table latest_drop as
with latest as (
    select
        episode_key, max(session_no) as drop_session, arg_max(fall, session_no) as fall,
        arg_max(baseline, session_no) as baseline, arg_max(repair_level, session_no) as repair_level,
        arg_max(outcome, session_no) as outcome
    from new.mart.dip group by episode_key
),
since as (
    select
        episode_key, drop_session, any_value(fall) as fall, any_value(baseline) as baseline,
        any_value(srs_last) as srs_last, count(distinct session_no) filter (where session_no > drop_session) as n_since,
        any_value(baseline) - median(srs_total) as lower
    from latest join new.mart.episode as episode using (episode_key)
    join new.mart.session as session using (episode_key)
    where not ended and outcome in ('open', 'unrepaired') and srs_last < repair_level
        and session.rater = episode.rater and srs_total is not null and session_no >= drop_session
    group by episode_key, drop_session
)
select
    episode_key, drop_session, fall, n_since, lower::decimal(4, 1) as lower,
    n_since > repair_sessions and srs_last >= low_total as old
from since cross join rule
