-- How did the episodes of the selection end up, therapist by therapist?
-- One row per therapist_key with an episode in the selection (key 0: none given).
-- Counts of episodes; sums of ORS points, exact decimals, so that they repeat to the last digit.
-- e_*: assessable episodes that started below the cutoff.
-- Parameters: none beyond the selection.
select
    therapist_key,
    count(*) as n,
    count(*) filter (where ended) as n_ended,
    count(*) filter (where not ended) as n_open,
    count(*) filter (where class <> 'not_assessable') as assessable,
    count(*) filter (where class = 'not_assessable') as not_assessable,
    count(*) filter (where class = 'recovered') as recovered,
    count(*) filter (where class = 'improved') as improved,
    count(*) filter (where class = 'improved_above') as improved_above,
    count(*) filter (where class = 'no_change') as no_change,
    count(*) filter (where class = 'deteriorated') as deteriorated,
    count(*) filter (where class <> 'not_assessable' and started_below) as started_below,
    count(*) filter (where counts_for_endings) as counts_for_endings,
    count(*) filter (where counts_for_endings and unplanned) as unplanned,
    count(*) filter (where counts_for_endings and unplanned_declared) as unplanned_declared,
    count(*) filter (where counts_for_endings and unplanned_all_unknown) as unplanned_all_unknown,
    count(*) filter (where counts_for_endings and ending in ('planned', 'planned_inferred')) as planned,
    count(*) filter (where counts_for_endings and ending in ('planned_inferred', 'unplanned_inferred')) as inferred,
    count(*) filter (where counts_for_endings and ending in ('unplanned', 'unplanned_inferred')
        and class not in ('recovered', 'improved', 'improved_above')
        and not coalesce(case when started_below then ors_last >= cutoff else n_ors >= 2 and ors_last >= ors_first end,
                         false)) as unplanned_not_improved,
    count(*) filter (where ending = 'transferred') as transferred,
    count(*) filter (where ending = 'administrative') as administrative,
    count(*) filter (where ending = 'not_a_course') as not_a_course,
    sum(n_sessions) filter (where ended) as sessions,
    sum(n_sessions::integer * n_sessions) filter (where ended)::double as sessions2,
    count(ors_first) as intake_n,
    sum(ors_first)::double as intake,
    sum(ors_first * ors_first)::double as intake2,
    sum(change) filter (where class <> 'not_assessable')::double as change,
    sum(change * change) filter (where class <> 'not_assessable')::double as change2,
    sum(ors_first) filter (where class <> 'not_assessable' and started_below)::double as e_first,
    sum(ors_last) filter (where class <> 'not_assessable' and started_below)::double as e_last,
    sum(ors_first * ors_first) filter (where class <> 'not_assessable' and started_below)::double as e_first2,
    sum(ors_last * ors_last) filter (where class <> 'not_assessable' and started_below)::double as e_last2,
    sum(ors_first * ors_last) filter (where class <> 'not_assessable' and started_below)::double as e_product
from selected.episode
group by therapist_key
order by therapist_key
