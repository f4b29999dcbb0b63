-- One row per open episode in scope, by therapist and client.
-- reasons: keys of the rules that apply, as in the caseload answer, separated by blanks. Tier and reasons
-- lack the rule that needs the expected course; `analytics.caseload.export` adds it.
select
    client_id, episode_no, therapist, tier,
    concat_ws(' ', case when rule_drop then 'drop' end, case when rule_falling then 'falling' end,
        case when rule_early_low then 'early_low' end, case when rule_slide then 'slide' end,
        case when rule_no_srs then 'no_srs' end, case when rule_away then 'away' end,
        case when rule_settled then 'settled' end) as reasons,
    open_episode.n_sessions as sessions, open_episode.last_date, open_episode.days_since, open_episode.ors_first,
    open_episode.ors_last, open_episode.srs_last, sessions_without_srs, dip_session, dip_drop
from scoped.open_episode as open_episode
join scoped.episode as episode using (episode_key)
join scoped.client as client on client.client_key = open_episode.client_key
left join scoped.therapist as therapist on therapist.therapist_key = open_episode.current_therapist_key
order by therapist nulls last, client_id, episode_no
