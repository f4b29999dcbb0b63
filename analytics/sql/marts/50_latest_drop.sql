-- One row per open episode with an alliance drop that is not repaired and whose last SRS is under the repair level.
-- Points are SRS points. dip_session, fall, n_since: the latest drop that is new (at most repair_sessions forms since), and
-- how many forms followed. settled_session, lower: the latest older drop, and how far the middle of the forms from it
-- on lies under the level before it; where that is at least one point.
create temp table latest_drop as
with standing as (
    select
        episode_key, dip.session_no as drop_session, any_value(fall) as fall,
        count(distinct session.session_no) filter (where session.session_no > dip.session_no) as n_since,
        any_value(baseline) - median(srs_total::decimal(6, 2)) as lower
    from new.mart.dip as dip join new.mart.episode as episode using (episode_key)
    join new.mart.session as session using (episode_key)
    where not ended and outcome <> 'repaired' and srs_last < repair_level
        and session.rater = episode.rater and srs_total is not null and session.session_no >= dip.session_no
    group by episode_key, dip.session_no
),
judged as (
    select *, n_since <= repair_sessions as is_new, n_since > repair_sessions and lower >= 1 as is_settled
    from standing cross join rule
)
select
    episode_key, max(drop_session) filter (where is_new) as dip_session,
    arg_max(fall, drop_session) filter (where is_new) as fall,
    arg_max(n_since, drop_session) filter (where is_new) as n_since,
    max(drop_session) filter (where is_settled) as settled_session,
    (arg_max(lower, drop_session) filter (where is_settled))::decimal(4, 1) as lower
from judged
group by episode_key
