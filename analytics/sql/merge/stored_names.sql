-- given_name: one row per delivered therapist code, with the name delivered with it. folded_before: one row
-- per stored session that is shown combined with a session of another code, with codes as delivered; at_row:
-- the row that shows it.
create or replace temp table given_name as select therapist as code, therapist_name from old.mart.therapist_record;
create or replace temp table folded_before as
select folded.* exclude (shown_client_id, shown_case_id), session.at_row
from (
    from old.meta.folded union all by name
    select null::varchar as shown_client_id, null::varchar as shown_case_id where false
) as folded
left join (
    select session.rowid as at_row, client_id as shown_client_id, case_id as shown_case_id, session_date, rater
    from old.mart.session as session join old.mart.client as client using (client_key)
) as session
    on session.shown_client_id = folded.shown_client_id and session.session_date = folded.session_date
    and session.rater = folded.rater and session.shown_case_id is not distinct from folded.shown_case_id;
