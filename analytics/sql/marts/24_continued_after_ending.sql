-- One row per episode that goes on after its recorded ending: sessions came after it, the last one less than $lapse_days
-- ago. goes_on_after: the day of that ending. Once such an episode has lapsed, its recorded reason stands again.
-- The ending is the last reason (or word that says over) with the rows right before it that repeat it. It speaks up to
-- the day of ending given there or later; without one, up to the newest session that was held when the reason was first
-- delivered (closure_as_of), so that a reason which is only repeated on new sessions ends nothing again. A later row that
-- says `ongoing` opens the course as well. Without a reason a day of ending alone counts.
create temp table continued_after_ending as
with recent as (
    select episode_key, max(session_date) as last_date
    from new.mart.session
    group by episode_key
    having max(session_date) > (select data_date - lapse_days from rule)
        and (count(closure) > 0 or count(case_end) > 0)
),
by_day as (
    select
        episode_key, session_no, min(session_date) as session_date,
        max(case when closure in ('planned', 'unplanned', 'transferred', 'administrative', 'not_a_course', 'ended')
                 then closure end) as reason,
        bool_or(coalesce(closure = 'ongoing', false)) as is_ongoing, max(case_end) as case_end,
        min(closure_as_of) as as_of
    from new.mart.session semi join recent using (episode_key)
    group by episode_key, session_no
),
latest as (
    select
        episode_key, arg_max(reason, session_no) as last_reason,
        max(session_no) filter (where reason is not null) as reason_no,
        max(session_date) filter (where reason is not null) as reason_day,
        max(session_no) filter (where is_ongoing) as ongoing_no
    from by_day group by episode_key
),
reason_start as (
    select
        episode_key,
        coalesce(max(session_no) filter (where session_no < reason_no and reason is distinct from last_reason), 0)
            as before_reason
    from by_day join latest using (episode_key) group by episode_key
),
with_end_day as (
    select
        episode_key, any_value(reason_no) as reason_no, any_value(reason_day) as reason_day,
        any_value(ongoing_no) as ongoing_no,
        max(case_end) filter (where session_no > before_reason) as end_day,
        min(as_of) filter (where session_no > before_reason and session_no <= reason_no) as as_of
    from by_day join latest using (episode_key) join reason_start using (episode_key)
    group by episode_key
),
ending_checked as (
    select
        episode_key, last_date,
        case
            when reason_no is null and ongoing_no is not null then null
            when ongoing_no > reason_no then coalesce(case when end_day < last_date then end_day end, reason_day)
            else coalesce(end_day, as_of)
        end as goes_on_after
    from with_end_day join recent using (episode_key)
)
select episode_key, goes_on_after from ending_checked where goes_on_after < last_date
