-- One row per episode, sorted by its key: what every page of figures reads.
-- ending: as judged; in a practice that does not record endings nothing is inferred, and a course without a session for
-- lapse_days has `lapsed`. counts_for_endings: ended, less transferred, administrative, not a course and ended_unknown;
-- never where endings are not recorded. unplanned follows the rule in force. Its bounds speak of bounds_endings, which
-- holds ended_unknown too: unplanned_declared counts recorded ones only, unplanned_all_unknown every ending without a
-- usable reason. not_improved: neither clearly better, nor at or above the cutoff (from above it: the start).
-- counts_for_outcomes: not transferred, administrative or not a course, which say nothing about whether therapy helped;
-- assessable: counts for outcomes, and with a change to judge.
create table new.mart.episode as
with classified as (
    select
        episode_classified.* exclude (ending),
        case
            when not are_recorded and ending in ('planned_inferred', 'unplanned_inferred') then 'lapsed' else ending
        end as ending,
        are_recorded and ending not in ('open', 'transferred', 'administrative', 'not_a_course') as bounds_endings,
        class in ('recovered', 'improved', 'improved_above') as improved,
        ending not in ('transferred', 'administrative', 'not_a_course') as counts_for_outcomes,
        class not in ('recovered', 'improved', 'improved_above') and not coalesce(
            case when started_below then ors_last >= cutoff else change >= 0 end, false
        ) as not_improved
    from episode_classified cross join recorded_endings
)
select
    episode_key, client_key, episode_no, case_id,
    therapist_key, therapist_tied, therapist_shared, current_therapist_key,
    site, program, age_group, orientation, rater, ors_version,
    first_date, last_date, date_trunc('month', last_date)::date as last_month,
    n_sessions, n_ors, n_srs, n_srs_full,
    ors_first, ors_last, ors_first_session, ors_last_session,
    change, movement, cutoff, reliable_change, started_below, class, improved, not_improved,
    ending, ending <> 'open' as ended,
    counts_for_outcomes, counts_for_outcomes and class <> 'not_assessable' as assessable,
    bounds_endings and ending <> 'ended_unknown' as counts_for_endings, bounds_endings,
    case unplanned_rule
        when 'declared' then ending = 'unplanned'
        when 'composite' then ending in ('unplanned', 'unplanned_inferred') and not_improved
        else ending in ('unplanned', 'unplanned_inferred')
    end as unplanned,
    ending = 'unplanned' and (not_improved or unplanned_rule <> 'composite') as unplanned_declared,
    ending in ('unplanned', 'unplanned_inferred', 'planned_inferred', 'ended_unknown') as unplanned_all_unknown,
    early_srs_sum, early_srs_n,
    (case when early_srs_n >= min_forms then ((200 * early_srs_sum)::integer + early_srs_n) // (2 * early_srs_n) / 100 end)::decimal(5, 2) as early_srs,
    srs_first, srs_last, srs_last_session, srs_lowest, srs_highest, days_since, fidelity, goes_on_after,
    ors_two_forms, srs_two_forms
from classified
cross join rule
order by episode_key
