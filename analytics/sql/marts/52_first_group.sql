-- One row per episode with a session in the 12 months before the data date: its sessions there, and after how many of
-- them a rule of the caseload's first group applied (a new drop, wellbeing under the start, a low start, a slide; as in
-- open_episode, by the rules and the line in force now).
create table new.mart.first_group as
with forms as (
    select
        episode_key, session_no, any_value(session_date) as day, max(session.ors_total) as ors, max(srs_total) as srs,
        any_value(ors_first) as ors_first, any_value(episode.ors_two_forms) as ors_changed,
        any_value(srs_two_forms) as srs_changed
    from new.mart.session as session join new.mart.episode as episode using (episode_key) cross join rule
    where session.rater = episode.rater and last_date > data_date - 365
    group by episode_key, session_no
),
so_far as (
    select
        *, count(ors) over past as n_ors, last_value(ors ignore nulls) over past as ors_last,
        count(srs) over past as n_srs, max(srs) over past as srs_highest,
        last_value(srs ignore nulls) over past as srs_last
    from forms window past as (partition by episode_key order by session_no)
),
with_srs as (
    select
        episode_key, session_no,
        not srs_changed and srs < lag(srs) over path and lag(srs) over path < lag(srs, 2) over path
            and lag(srs, 2) over path < lag(srs, 3) over path and lag(srs, 3) over path - srs >= slide_size as slides
    from so_far cross join rule where srs is not null window path as (partition by episode_key order by session_no)
),
drops as (select dip.*, n_srs as onset from new.mart.dip as dip join so_far using (episode_key, session_no)),
dropped as (
    select distinct so_far.episode_key, so_far.session_no
    from so_far join drops on so_far.episode_key = drops.episode_key and so_far.session_no >= drops.session_no
    cross join rule
    where n_srs - onset <= repair_sessions and srs_last < repair_level
        and (resolved_session is null or resolved_session > so_far.session_no)
),
judged as (
    select
        episode_key, day, dropped.session_no is not null
            or coalesce(not ors_changed and n_ors > 1 and ors_last - ors_first <= -fall_from_start, false)
            or coalesce(session_no <= early_low_sessions and n_srs > 1 and srs_highest < low_line, false)
            or coalesce(last_value(slides ignore nulls) over past, false) as first
    from so_far left join with_srs using (episode_key, session_no) left join dropped using (episode_key, session_no)
    cross join low_line cross join rule
    window past as (partition by episode_key order by session_no)
)
select
    episode_key, count(*)::smallint as sessions_judged,
    count(*) filter (where first)::smallint as sessions_in_first_group
from judged cross join rule
where day > data_date - 365
group by episode_key
order by episode_key
