-- What were the outcomes of the selected episodes?
-- One row per kind of episode that occurs: class of change, ending, and whether it started below the cutoff,
-- counts for endings and their bounds and for outcomes, is assessable, unplanned (in force, declared, all unknown),
-- and not improved.
-- Counts of episodes and sessions; sums of ORS points as exact decimals, so that they are reproducible to the
-- last digit.
-- Parameters: none beyond the selection.
select
    class, improved, ending, ended, ors_two_forms as two_forms,
    coalesce(started_below, false) as below,
    counts_for_endings as counted, bounds_endings as bounding,
    counts_for_outcomes as outcome_counts, assessable, unplanned, unplanned_declared, unplanned_all_unknown,
    not_improved,
    count(*) as n,
    count(ors_first) as intake_n,
    sum(n_sessions)::bigint as sessions,
    sum(n_sessions::integer * n_sessions)::bigint as sessions2,
    sum(ors_first) as intake,
    sum(ors_first * ors_first) as intake2,
    sum(change) as change,
    sum(change * change) as change2
from selected.episode
group by all
