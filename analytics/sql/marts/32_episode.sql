-- One row per episode, sorted by its key: what every page of figures reads.
-- counts_for_endings: ended, less transferred, administrative and not a course. unplanned follows the rule in
-- force; unplanned_declared counts recorded ones only, unplanned_all_unknown every ending without a usable
-- reason: they bound it.
create table new.mart.episode as
select
    episode_key, client_key, episode_no, case_id,
    therapist_key, therapist_tied, therapist_shared, current_therapist_key,
    site, program, age_group, orientation, rater, ors_version,
    first_date, last_date, date_trunc('month', last_date)::date as last_month,
    n_sessions, n_ors, n_srs, n_srs_full,
    ors_first, ors_last, ors_first_session, ors_last_session,
    change, cutoff, reliable_change, started_below, class,
    ending, ending <> 'open' as ended,
    ending not in ('open', 'transferred', 'administrative', 'not_a_course') as counts_for_endings,
    case unplanned_rule
        when 'declared' then ending = 'unplanned'
        when 'composite' then ending in ('unplanned', 'unplanned_inferred')
            and class not in ('recovered', 'improved', 'improved_above')
        else ending in ('unplanned', 'unplanned_inferred')
    end as unplanned,
    ending = 'unplanned' as unplanned_declared,
    ending in ('unplanned', 'unplanned_inferred', 'planned_inferred') as unplanned_all_unknown,
    early_srs_sum, early_srs_n,
    (case when early_srs_n >= min_forms then round(early_srs_sum / early_srs_n, 2) end)::decimal(5, 2) as early_srs,
    srs_first, srs_last, srs_last_session, srs_lowest, srs_highest, days_since, fidelity
from judged
cross join rule
order by episode_key
