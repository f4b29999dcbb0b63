-- One row per episode with the rules applied: cutoff, reliable change, class of change, ending.
-- No change is computed across two forms (24_two_forms); cutoff and reliable change are those of the latest one.
-- movement: the ORS against its threshold, up and down beyond it, or why that cannot be said; all else follows from it.
-- Points are ORS points; differences are exact decimals, so a change equal to the threshold is equal.
-- Ending: open while it goes on after a recorded ending (24_continued_after_ending); else a recorded reason first; then ended_unknown where the course is recorded as over without a usable reason (a
-- word that says no more, or a day of ending up to the data date); without any record, lapsed after $lapse_days
-- (planned if recovered, else unplanned); otherwise open. Open is open: neither kept nor lost.
create temp view episode_classified as
with numbered as (
    select episode_key, row_number() over (partition by client_key order by first_date, case_id nulls first) as position
    from episode_sums
    semi join (select client_key from episode_sums group by client_key having count(*) > 1) using (client_key)
),
attributed as (
    select
        episode_sums.* replace (coalesce(two_forms.ors_version, episode_sums.ors_version) as ors_version), goes_on_after,
        ors_from is not null as ors_two_forms, srs_from is not null as srs_two_forms, coalesce(other_rater, 'self') as rater,
        coalesce(attribution.therapist_key, lowest_therapist, 0)::integer as therapist_key,
        coalesce(therapist_tied, false) as therapist_tied,
        coalesce(lowest_therapist <> highest_therapist, false) as therapist_shared,
        coalesce(position, 1)::smallint as episode_no,
        (rule.data_date - last_date)::integer as days_since,
        coalesce(two_forms.ors_version, episode_sums.ors_version) is not distinct from 'CORS' as is_child_form
    from episode_sums
    cross join rule
    left join attribution using (episode_key)
    left join other_rater_only using (episode_key)
    left join numbered using (episode_key)
    left join continued_after_ending using (episode_key)
    left join two_forms using (episode_key)
),
ruled as (
    select
        attributed.*,
        case
            when not is_child_form and coalesce(age_group, 'adult') = 'adult' then cutoff_adult
            when rater = 'self' and not is_child_form and age_group = 'adolescent' then cutoff_adolescent
            when rater = 'self' then cutoff_child
            when age_group = 'adolescent' then cutoff_caretaker_adolescent
            else cutoff_caretaker_child
        end::decimal(4, 1) as cutoff,
        (case when is_child_form then cors_reliable_change else ors_reliable_change end)::decimal(4, 1) as reliable_change,
        (case when n_ors >= 2 and not ors_two_forms then ors_last - ors_first end)::decimal(4, 1) as change
    from attributed cross join rule
),
classed as (
    select
        ruled.* exclude (is_child_form, lowest_therapist, highest_therapist),
        case when not ors_two_forms then ors_first < cutoff end as started_below,
        case
            when n_ors = 0 then 'no_score'
            when ors_two_forms then 'two_forms'
            when change is null then 'one_score'
            when change >= reliable_change + change_margin then 'up'
            when change <= -(reliable_change + change_margin) then 'down'
            when abs(change) < 1 then 'about_the_same'
            else 'within_noise'
        end as movement,
        case
            when n_ors < min_ors or change is null then 'not_assessable'
            when movement = 'up' and ors_first >= cutoff then 'improved_above'
            when movement = 'up' and ors_last >= cutoff then 'recovered'
            when movement = 'up' then 'improved'
            when movement = 'down' then 'deteriorated'
            else 'no_change'
        end as class
    from ruled cross join rule
)
select
    classed.*,
    case
        when goes_on_after is not null then 'open'
        when closure in ('planned', 'unplanned', 'transferred', 'administrative', 'not_a_course') then closure
        when closure = 'ended' or (case_end <= data_date and closure is distinct from 'ongoing') then 'ended_unknown'
        when days_since >= lapse_days and class = 'recovered' then 'planned_inferred'
        when days_since >= lapse_days then 'unplanned_inferred'
        else 'open'
    end as ending
from classed cross join rule
