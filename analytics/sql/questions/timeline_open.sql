-- Which caseload rules apply to this open episode?
-- One row if the episode is open, else none; columns as in `caseload.sql`. Scores in points, days.
-- Parameters: $episode_key.
select
    opened.n_sessions, opened.last_date, opened.days_since, opened.ors_path, opened.ors_first, opened.ors_last,
    opened.change, opened.started_below, episode.ors_two_forms, episode.movement,
    opened.srs_last, opened.srs_last_session,
    opened.sessions_without_srs, opened.dip_session, opened.dip_drop, opened.forms_since_dip,
    opened.settled_session, opened.settled_points, opened.srs_slide, opened.early_low_line,
    opened.rule_drop, opened.rule_settled,
    opened.rule_falling, opened.rule_early_low, opened.rule_slide, opened.rule_no_srs, opened.rule_away, opened.tier
from scoped.open_episode as opened
join scoped.episode as episode using (episode_key)
where opened.episode_key = $episode_key
