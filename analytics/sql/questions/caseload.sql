-- Which open clients should be discussed first, and why?
-- One row per open episode the viewer may see. Scores in points, days; paths by session number.
-- therapist: the present therapist of the client. Filters do not apply; the caller selects rows.
-- Parameters: none.
with dips as (
    select episode_key, list(session_no order by session_no) as drops from scoped.dip group by episode_key
)
select
    client.client_id, client.record_id, episode.episode_no, therapist.therapist, therapist.therapist_name,
    episode.site, episode.program, episode.age_group,
    opened.n_sessions, opened.last_date, opened.days_since,
    opened.ors_path, opened.srs_path, opened.ors_first, opened.ors_last, opened.change, opened.cutoff,
    opened.started_below, episode.ors_first_session, episode.rater, episode.ors_version,
    episode.ors_two_forms, episode.srs_two_forms, episode.goes_on_after,
    opened.srs_last, opened.srs_last_session, opened.lowest_area, opened.lowest_area_score, opened.areas_session,
    opened.sessions_without_srs, opened.dip_session, opened.dip_drop, opened.forms_since_dip,
    opened.settled_session, opened.settled_points, opened.srs_slide, opened.early_low_line,
    episode.movement,
    opened.rule_drop, opened.rule_settled, opened.rule_falling, opened.rule_early_low, opened.rule_slide,
    opened.rule_no_srs, opened.rule_away, opened.too_new, opened.tier,
    dips.drops
from scoped.open_episode as opened
join scoped.episode as episode using (episode_key)
join scoped.client as client on client.client_key = opened.client_key
left join dips using (episode_key)
left join scoped.therapist as therapist on therapist.therapist_key = opened.current_therapist_key
order by client.client_id, episode.episode_no
