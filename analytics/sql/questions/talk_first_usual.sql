-- After how many sessions of the last 12 months did the client stand under talk first?
-- One row: sessions the viewer may see, and after how many of them a rule of the first group applied, as these stand now:
-- a new drop, wellbeing under the start, a low start, a slide (rules and columns as in mart.open_episode).
-- Parameters: $fall, $early_sessions, $slide, $drop_forms, $data_date.
with line as (select min(early_low_line) as low_line from scoped.open_episode),
forms as (
    select
        episode_key, session_no, any_value(session_date) as day, max(session.ors_total) as ors, max(srs_total) as srs,
        any_value(ors_first) as ors_first, any_value(episode.ors_two_forms) as ors_changed, any_value(srs_two_forms) as srs_changed
    from scoped.session as session join scoped.episode as episode using (episode_key)
    where session.rater = episode.rater and last_date > $data_date::date - 365
    group by episode_key, session_no
),
so_far as (
    select
        *, count(ors) over past as n_ors, last_value(ors ignore nulls) over past as ors_last,
        count(srs) over past as n_srs, max(srs) over past as srs_highest, last_value(srs ignore nulls) over past as srs_last
    from forms window past as (partition by episode_key order by session_no)
),
with_srs as (
    select
        episode_key, session_no,
        not srs_changed and srs < lag(srs) over path and lag(srs) over path < lag(srs, 2) over path
            and lag(srs, 2) over path < lag(srs, 3) over path and lag(srs, 3) over path - srs >= $slide as slides
    from so_far where srs is not null window path as (partition by episode_key order by session_no)
),
drops as (
    select dip.*, n_srs as onset from scoped.dip as dip join so_far using (episode_key, session_no)
),
dropped as (
    select distinct so_far.episode_key, so_far.session_no
    from so_far join drops on so_far.episode_key = drops.episode_key and so_far.session_no >= drops.session_no
    where n_srs - onset <= $drop_forms and srs_last < repair_level
        and (resolved_session is null or resolved_session > so_far.session_no)
),
judged as (
    select
        day, dropped.session_no is not null
            or coalesce(not ors_changed and n_ors > 1 and ors_last - ors_first <= -$fall, false)
            or coalesce(session_no <= $early_sessions and n_srs > 1 and srs_highest < low_line, false)
            or coalesce(last_value(slides ignore nulls) over (partition by episode_key order by session_no), false) as first
    from so_far left join with_srs using (episode_key, session_no) left join dropped using (episode_key, session_no)
    cross join line
)
select count(*) as sessions, count(*) filter (where first) as listed from judged where day > $data_date::date - 365
