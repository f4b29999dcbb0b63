-- One row per delivered session that is already stored (table matched): delivered_row and stored_row are the
-- row ids.
-- Sessions are matched by case and source session number, else by client and day unless both name different
-- cases.
create temp table matched as
with delivered as (
    select rowid as delivered_row, client_id, case_id, source_session_id, session_date, rater from delivery.session
),
by_number as (
    select delivered_row, min(stored_row) as stored_row
    from delivered
    join stored_session using (client_id, case_id, source_session_id, rater)
    group by delivered_row
),
by_day as (
    select delivered_row, min(stored_row) as stored_row
    from (select * from delivered anti join by_number using (delivered_row)) as delivered
    join (select * from stored_session anti join by_number using (stored_row)) as stored_session
        on stored_session.client_id = delivered.client_id
        and stored_session.session_date = delivered.session_date
        and stored_session.rater = delivered.rater
        and (stored_session.case_id is null or delivered.case_id is null or stored_session.case_id = delivered.case_id)
    group by delivered_row
)
select * from by_number union all select * from by_day
