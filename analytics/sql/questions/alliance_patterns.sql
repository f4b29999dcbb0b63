-- How do episodes end, by early pattern of the alliance?
-- One row per pattern of the SRS between the first and the last form of sessions 1 to 5 (low: under
-- $low_total points; one_form, no_early_form, no_srs: not enough forms for a pattern): episodes, endings that
-- count, and how many of these were unplanned. Also the number of episodes that the correlation leaves out:
-- transferred, administrative or never a course; without an SRS or an early one; without an ORS before and after the
-- early sessions.
-- Parameters: $low_total, $early_to (last early session).
with forms as (
    select
        n_srs, srs_two_forms, early_srs, ors_first_session, ors_last_session, counts_for_endings,
        counts_for_outcomes, unplanned, n_five,
        coalesce(srs_1, srs_2, srs_3, srs_4, srs_5) as first_srs,
        coalesce(srs_5, srs_4, srs_3, srs_2, srs_1) as latest_srs
    from selected.episode as episode left join practice.alliance using (episode_key)
)
select
    case
        when n_srs = 0 then 'no_srs'
        when srs_two_forms then 'two_forms'
        when n_five = 0 then 'no_early_form'
        when n_five = 1 then 'one_form'
        when first_srs < $low_total then case when latest_srs < $low_total then 'low_stays_low' else 'low_rising' end
        when latest_srs < $low_total then 'high_falling'
        else 'high_stays_high'
    end as pattern,
    count(*) as n,
    count(*) filter (where counts_for_endings) as counted,
    count(*) filter (where counts_for_endings and unplanned) as unplanned,
    count(*) filter (where not counts_for_outcomes) as ended_otherwise,
    count(*) filter (where counts_for_outcomes and n_srs = 0) as no_srs,
    count(*) filter (where counts_for_outcomes and n_srs > 0 and early_srs is null) as no_early_srs,
    count(*) filter (where counts_for_outcomes and early_srs is not null and coalesce(ors_first_session <= $early_to
        and ors_last_session > $early_to, false) is false) as no_later_ors
from forms
group by pattern
order by pattern
