-- stored_session: replaces the sessions of clients with several codes by their sessions as shown.
-- raw.shown_row, shown_of: for each delivered session, the row that shows it; shown_of keeps this when raw
-- changes. folded: one row per session that is shown combined with another one.
update joined_session set stored_row = -1000000000 - n
from (
    select client_id, case_id, session_date, rater, row_number() over (partition by stored_row order by client_id) as n
    from joined_session qualify n > 1
) as double
where (joined_session.client_id, joined_session.session_date, joined_session.rater) = (double.client_id, double.session_date, double.rater)
    and joined_session.case_id is not distinct from double.case_id;

update raw set shown_row = coalesce(
    (select joined_session.stored_row from joined_part join joined_session on joined_session.client_id = joined_part.client_id
         and joined_session.session_date = joined_part.session_date and joined_session.rater = joined_part.rater
         and joined_session.case_id is not distinct from joined_part.shown_case_id
     where joined_part.stored_row = raw.stored_row),
    raw.stored_row
);

create or replace temp table shown_of as select stored_row, shown_row, import_no from raw;

delete from stored_session where client_id in (from joined_client);
insert into stored_session by name
select * exclude (given, at_row, shown_row) from raw where stored_row not in (select stored_row from joined_part);
insert into stored_session by name from joined_session;

create or replace temp table folded as select * exclude (stored_row, given, at_row, shown_row, recency) from joined_part
