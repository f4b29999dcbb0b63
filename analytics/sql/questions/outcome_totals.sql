-- How did the episodes of the selection end up, therapist by therapist?
-- One row per therapist_key with an episode in the selection (key 0: none given).
-- Counts of episodes; sums of ORS points. e_*: assessable episodes that started below the cutoff.
-- Parameters: none beyond the selection.
select
    therapist_key,
    count(*) as n,
    count_if(ended) as n_ended,
    count_if(not ended) as n_open,
    count_if(class <> 'not_assessable') as assessable,
    count_if(class = 'not_assessable') as not_assessable,
    count_if(class = 'recovered') as recovered,
    count_if(class = 'improved') as improved,
    count_if(class = 'improved_above') as improved_above,
    count_if(class = 'no_change') as no_change,
    count_if(class = 'deteriorated') as deteriorated,
    count_if(class <> 'not_assessable' and started_below) as started_below,
    count_if(counts_for_endings) as counts_for_endings,
    count_if(counts_for_endings and unplanned) as unplanned,
    count_if(counts_for_endings and unplanned_declared) as unplanned_declared,
    count_if(counts_for_endings and unplanned_all_unknown) as unplanned_all_unknown,
    count_if(counts_for_endings and ending in ('planned', 'planned_inferred')) as planned,
    count_if(counts_for_endings and ending in ('planned_inferred', 'unplanned_inferred')) as inferred,
    count_if(counts_for_endings and ending in ('unplanned', 'unplanned_inferred')
        and class not in ('recovered', 'improved', 'improved_above')
        and not coalesce(case when started_below then ors_last >= cutoff else n_ors >= 2 and ors_last >= ors_first end,
                         false)) as unplanned_not_improved,
    count_if(ending = 'transferred') as transferred,
    count_if(ending = 'administrative') as administrative,
    count_if(ending = 'not_a_course') as not_a_course,
    sum(n_sessions) filter (where ended) as sessions,
    sum(n_sessions::double * n_sessions) filter (where ended) as sessions2,
    count(ors_first) as intake_n,
    sum(ors_first)::double as intake,
    sum(ors_first::double * ors_first::double) as intake2,
    sum(change) filter (where class <> 'not_assessable')::double as change,
    sum(change::double * change::double) filter (where class <> 'not_assessable') as change2,
    sum(ors_first) filter (where class <> 'not_assessable' and started_below)::double as e_first,
    sum(ors_last) filter (where class <> 'not_assessable' and started_below)::double as e_last,
    sum(ors_first::double * ors_first::double) filter (where class <> 'not_assessable' and started_below) as e_first2,
    sum(ors_last::double * ors_last::double) filter (where class <> 'not_assessable' and started_below) as e_last2,
    sum(ors_first::double * ors_last::double) filter (where class <> 'not_assessable' and started_below) as e_product
from selected.episode
group by therapist_key
order by therapist_key
