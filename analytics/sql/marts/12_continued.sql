-- One row per session without a case id that belongs to a course with one: the case id that it takes. Only of clients who
-- have both kinds of sessions, as when an export gains the column in the middle of a course.
-- Sessions of such a client that follow each other within the gap are one chain. In it a session without a case id goes
-- with the case of the nearest session before it that names one; before the first of these, with the first case after it.
-- A chain is cut where a course had ended by what was recorded: before a case whose case_start, or without one its first
-- session, comes after an ending that no session followed; and before a session without a case id after such an ending.
-- The ending of a row speaks up to ended_day: the day of ending given, else the newest session that was held when its
-- reason was recorded (closure_as_of), the earliest of rows that follow each other with the same reason.
create temp table continued as
with mixed as (
    select client_key, session.case_id, session_date, rater, case_start, case_end,
        case when session.closure in ('planned', 'unplanned', 'transferred', 'administrative', 'not_a_course', 'ended')
            then session.closure end as reason,
        case when reason is not null then coalesce(session.closure_as_of, reason_as_of.as_of, session_date) end as as_of,
        coalesce(session.closure = 'ongoing', false) as is_ongoing
    from fact.session as session join (from client_code where is_mixed) using (client_id)
    left join reason_as_of on reason_as_of.client_id = session.client_id
        and reason_as_of.case_id is not distinct from session.case_id and reason_as_of.closure = session.closure
),
stepped as (
    select *, row_number() over client_rows as position, lag(session_date) over client_rows as day_before, lag(case_id) over client_rows as id_before,
        session_date - day_before > $episode_gap_days as is_apart,
        position > 1 and case_id is distinct from id_before as is_other_case,
        is_other_case or reason is distinct from lag(reason) over client_rows as is_other_reason
    from mixed
    window client_rows as (partition by client_key order by session_date, case_id nulls last, rater)
),
chained as (
    select *, count(*) filter (where is_apart) over client_rows as chain, count(*) filter (where is_other_case) over client_rows as stretch,
        count(*) filter (where is_other_reason) over client_rows as run, count(*) filter (where is_ongoing) over client_rows as opening,
        case when case_id is not null then {
            'stated': min(case_start) over (partition by client_key, case_id),
            'first': min(session_date) over (partition by client_key, case_id)
        } end as start
    from stepped
    window client_rows as (partition by client_key order by position rows between unbounded preceding and current row)
),
with_end_day as (
    select *,
        coalesce(
            max(case_end) over same_reason,
            case when reason is not null
                then least(min(as_of) over same_reason, max(session_date) over (partition by client_key, stretch)) end
        ) as ended_day
    from chained
    window same_reason as (partition by client_key, stretch, run)
),
with_neighbours as (
    select *,
        max(ended_day) over (partition by client_key, opening order by position
            rows between unbounded preceding and 1 preceding) as last_end,
        first_value(start ignore nulls) over following as next_start
    from with_end_day
    window following as (
        partition by client_key, chain order by position rows between current row and unbounded following
    )
),
cut as (
    select *,
        last_end < session_date
        and coalesce(coalesce(next_start.stated, next_start.first) > last_end, true)
        and (
            (case_id is null and id_before is not null and last_end >= day_before)
            or (next_start.stated is null and case_id is not null and id_before is null and last_end >= day_before)
            or (session_date >= next_start.stated and day_before < next_start.stated)
        ) as begins
    from with_neighbours
),
with_part as (
    select *, count(*) filter (where begins) over (partition by client_key order by position
        rows between unbounded preceding and current row) as part
    from cut
),
with_case as (
    select client_key, session_date, rater, case_id as own_case,
        last_value(case_id ignore nulls) over (earlier rows between unbounded preceding and current row) as case_before,
        first_value(case_id ignore nulls) over (earlier rows between current row and unbounded following) as case_after
    from with_part
    window earlier as (partition by client_key, chain, part order by position)
)
select client_key, session_date, rater, coalesce(case_before, case_after) as case_id
from with_case
where own_case is null and coalesce(case_before, case_after) is not null
