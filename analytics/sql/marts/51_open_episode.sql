-- One row per open episode: all that the caseload shows, with the visible rules already applied.
-- Paths are scores by session number, NULL where a form is missing. Points, days, sessions.
-- settled_points: SRS points by which the alliance has stayed lower since an older drop. early_low_line: points under
-- which every early SRS is low.
create table new.mart.open_episode as
with forms as (
    select
        session.episode_key, session_no, max(ors_total) as ors_total, max(srs_total) as srs_total,
        max(srs_relationship) as relationship, max(srs_goals) as goals, max(srs_approach) as approach,
        max(srs_overall) as overall
    from new.mart.session as session join new.mart.episode as episode using (episode_key)
    where not ended and session.rater = episode.rater
    group by session.episode_key, session_no
),
paths as (
    select
        episode_key, list(ors_total order by session_no) as ors_path, list(srs_total order by session_no) as srs_path,
        list(srs_total order by session_no) filter (where srs_total is not null) as seen,
        arg_max({'relationship': relationship, 'goals': goals, 'approach': approach, 'overall': overall}, session_no)
            filter (where relationship + goals + approach + overall is not null) as areas,
        max(session_no) filter (where relationship + goals + approach + overall is not null) as areas_session
    from forms group by episode_key
),
facts as (
    select
        episode.episode_key, client_key, therapist_key, current_therapist_key, n_sessions, n_srs, last_date,
        days_since, ors_path, srs_path, ors_first, ors_last, change, cutoff, started_below,
        srs_last, srs_last_session, srs_highest, areas, areas_session,
        least(areas.relationship, areas.goals, areas.approach, areas.overall) as lowest_area_score,
        n_sessions - coalesce(srs_last_session, 0) as sessions_without_srs,
        dip_session, fall as dip_drop, n_since as forms_since_dip, settled_session, lower as settled_points,
        (case when not srs_two_forms and seen[-4] > seen[-3] and seen[-3] > seen[-2] and seen[-2] > seen[-1]
              then seen[-4] - seen[-1] end)::decimal(4, 1) as srs_slide
    from new.mart.episode as episode join paths using (episode_key) left join latest_drop using (episode_key)
    where not ended
),
practice as (select coalesce(bool_or(n_srs > 0), false) as has_srs from new.mart.episode),
ruled as (
    select
        facts.* exclude (areas, srs_highest, n_srs), low_line as early_low_line,
        case
            when areas.relationship + areas.goals + areas.approach + areas.overall = 4 * lowest_area_score then null
            when areas.relationship = lowest_area_score then 'relationship'
            when areas.goals = lowest_area_score then 'goals'
            when areas.approach = lowest_area_score then 'approach'
            when areas.overall = lowest_area_score then 'overall'
        end as lowest_area,
        dip_session is not null as rule_drop, settled_session is not null as rule_settled,
        coalesce(change <= -fall_from_start, false) as rule_falling,
        coalesce(n_sessions <= early_low_sessions and n_srs >= 2 and srs_highest < low_line, false) as rule_early_low,
        coalesce(dip_session is null and srs_slide >= slide_size, false) as rule_slide,
        has_srs and sessions_without_srs >= no_srs_sessions as rule_no_srs,
        days_since > days_away as rule_away, n_sessions < min_sessions as too_new
    from facts cross join practice cross join rule cross join low_line
)
select
    *,
    case
        when rule_drop or rule_falling or rule_early_low or rule_slide then 'talk_first'
        when rule_no_srs or rule_away or rule_settled then 'watch'
        when too_new then 'too_new'
        else 'as_expected'
    end as tier
from ruled
order by current_therapist_key, episode_key
