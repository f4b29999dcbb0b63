-- matched, one row per delivered session that is already stored: for clients with several codes, a delivered
-- row is matched with a session of its own code (own_match, by the rules of matched.sql), else with the
-- session shown on its day. Case and session numbers are compared within one code only, because many exports
-- number them from 1 for each client.
create or replace temp table about as
select delivered_row, file_no, client_id, coalesce(client_given, client_id) as given, case_id,
    source_session_id, session_date, rater
from (
    select rowid as delivered_row, * from delivery.session
    union all by name
    select null::varchar as client_given where false
)
semi join joined_client using (client_id);

create or replace temp table own_match as
with by_number as (
    select delivered_row, min(stored_row) as stored_row
    from about join raw using (client_id, given, case_id, source_session_id, rater)
    group by delivered_row
),
by_day as (
    select delivered_row, min(raw.stored_row) as stored_row
    from (from about anti join by_number using (delivered_row)) as about
    join (from raw anti join by_number using (stored_row)) as raw
        on raw.client_id = about.client_id and raw.given = about.given and raw.session_date = about.session_date
        and raw.rater = about.rater and coalesce(raw.case_id = about.case_id, true)
    group by delivered_row
)
from by_number union all from by_day;

delete from matched where delivered_row in (select delivered_row from about);
insert into matched
select delivered_row, shown_row from own_match join raw using (stored_row)
union all
select delivered_row, min(stored_session.stored_row)
from (from about anti join own_match using (delivered_row)) as about
join stored_session on stored_session.client_id = about.client_id and stored_session.session_date = about.session_date
    and stored_session.rater = about.rater and coalesce(stored_session.case_id = about.case_id, true)
group by delivered_row
