-- One row per episode and landmark 1-5 reached: what was known right after that session, and what came later.
-- No fall or change is computed across two forms. Features use sessions up to the landmark only; labels only what came after. Points, days, 0/1.
-- eligible_*: old enough (horizon and lapse window have passed) so that the label no longer depends on its age.
-- y_unplanned is missing where the practice does not record endings, and for a course that ended without a reason.
create table new.mart.landmark as
with reached as (
    select episode_sums.*, unnest([1, 2, 3, 4, 5][:n_sessions])::tinyint as landmark from episode_sums
),
features as (
    select
        episode_key, landmark, day_1,
        [day_1, day_2, day_3, day_4, day_5][landmark] as landmark_date,
        [day_2 - day_1, day_3 - day_2, day_4 - day_3, day_5 - day_4][:landmark - 1] as gaps,
        list_filter([srs_1, srs_2, srs_3, srs_4, srs_5][:landmark], lambda score: score is not null) as srs,
        list_filter([ors_1, ors_2, ors_3, ors_4, ors_5][:landmark], lambda score: score is not null) as ors,
        [srs_1, srs_2, srs_3, srs_4, srs_5][landmark] is null as srs_missing_today,
        coalesce(landmark >= ors_from, false) as ors_crossed, coalesce(landmark >= srs_from, false) as srs_crossed
    from reached left join two_forms using (episode_key)
)
select
    episode_key, landmark, landmark_date,
    srs[-1] as srs_last,
    (case when srs_crossed then 0 else greatest(coalesce(srs[-2] - srs[-1], 0), 0) end)::decimal(4, 1) as srs_fall,
    ors[1] as ors_first,
    (case when not ors_crossed then ors[-1] - ors[1] end)::decimal(4, 1) as ors_change,
    list_max(gaps)::integer as longest_gap,
    len(srs) = 0 as srs_never_observed,
    srs_missing_today,
    has_label and rule.data_date - landmark_date >= horizon_days + lapse_days as eligible_unplanned,
    case when has_label then
        (ending in ('unplanned', 'unplanned_inferred') and last_date - landmark_date <= horizon_days)::tinyint
    end as y_unplanned,
    ended and assessable and ors_last_session > landmark as eligible_poor_outcome,
    (case when class <> 'not_assessable'
          then (not improved and episode.ors_last < cutoff) or class = 'deteriorated'
    end)::tinyint as y_poor_outcome
from features
join (
    select *, are_recorded and ending <> 'ended_unknown' as has_label from new.mart.episode cross join recorded_endings
) as episode using (episode_key)
cross join rule
order by episode_key, landmark
