-- stored_session and matched, one row per session: for clients with several codes, replaced by sessions as
-- delivered, so that a delivery adds to and corrects only the sessions of its own codes; the sessions as
-- shown are derived afterwards.
-- shown_before, matched_before: sessions as shown before, and the match of each delivered row with them. A
-- row without a file adds facts to the session of its own code, else to the session delivered last.
create or replace temp table shown_before as from stored_session semi join joined_client using (client_id);
create or replace temp table matched_before as from matched semi join about using (delivered_row);

delete from stored_session where client_id in (from joined_client);
insert into stored_session by name select * exclude (given, at_row, shown_row) from raw;

delete from matched where delivered_row in (select delivered_row from about);
insert into matched
from own_match semi join raw using (stored_row)
union all
select delivered_row, arg_max(raw.stored_row, (raw.import_no, raw.client_given is null, raw.given))
from (from about anti join own_match using (delivered_row)) as about
join matched_before using (delivered_row)
join raw on raw.shown_row = matched_before.stored_row
where file_no is null
group by delivered_row
