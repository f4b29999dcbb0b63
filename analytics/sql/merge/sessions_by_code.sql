-- A delivery adds to and corrects what its own codes had told, as if no codes were joined; what is shown follows from that.
-- shown_before, matched_before: what the joined clients' sessions were shown as, and which one each delivered row is.
-- stored_session and matched: instead of them, sessions as delivered and which one of its own code each delivered row is. A row
-- without a file tells more about the session of its code, else about the one that was delivered last.
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
