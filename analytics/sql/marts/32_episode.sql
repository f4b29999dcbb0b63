-- One row per episode, sorted by its key: what every page of figures reads.
-- ending: as judged; in a practice that does not record endings nothing is inferred, and a course without a session for
-- lapse_days has `lapsed`. counts_for_endings: ended, less transferred, administrative, not a course and ended_unknown;
-- never where endings are not recorded. unplanned follows the rule in force. Its bounds speak of bounds_endings, which
-- holds ended_unknown too: unplanned_declared counts recorded ones only, unplanned_all_unknown every ending without a
-- usable reason.
create table new.mart.episode as
with classified as (
    select
        episode_classified.* exclude (ending),
        case
            when not are_recorded and ending in ('planned_inferred', 'unplanned_inferred') then 'lapsed' else ending
        end as ending,
        are_recorded and ending not in ('open', 'transferred', 'administrative', 'not_a_course') as bounds_endings,
        class in ('recovered', 'improved', 'improved_above') as improved
    from episode_classified cross join recorded_endings
)
select
    episode_key, client_key, episode_no, case_id,
    therapist_key, therapist_tied, therapist_shared, current_therapist_key,
    site, program, age_group, orientation, rater, ors_version,
    first_date, last_date, date_trunc('month', last_date)::date as last_month,
    n_sessions, n_ors, n_srs, n_srs_full,
    ors_first, ors_last, ors_first_session, ors_last_session,
    change, movement, cutoff, reliable_change, started_below, class, improved,
    ending, ending <> 'open' as ended,
    bounds_endings and ending <> 'ended_unknown' as counts_for_endings, bounds_endings,
    case unplanned_rule
        when 'declared' then ending = 'unplanned'
        when 'composite' then ending in ('unplanned', 'unplanned_inferred')
            and not improved
        else ending in ('unplanned', 'unplanned_inferred')
    end as unplanned,
    ending = 'unplanned' and not (unplanned_rule = 'composite' and improved) as unplanned_declared,
    ending in ('unplanned', 'unplanned_inferred', 'planned_inferred', 'ended_unknown') as unplanned_all_unknown,
    early_srs_sum, early_srs_n,
    (case when early_srs_n >= min_forms then ((200 * early_srs_sum)::integer + early_srs_n) // (2 * early_srs_n) / 100 end)::decimal(5, 2) as early_srs,
    srs_first, srs_last, srs_last_session, srs_lowest, srs_highest, days_since, fidelity, goes_on_after,
    ors_two_forms, srs_two_forms
from classified
cross join rule
order by episode_key
