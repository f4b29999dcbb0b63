-- joined_client: one row per client with several codes. raw: one row per session of these clients as
-- delivered. given: delivered client code; at_row: row of the version `old` that shows the session;
-- shown_row: row of stored_session that shows it.
create or replace temp table joined_client as
select stands_for as client_id from alias where kind = 'client'
union
select coalesce(stands_for, client_id)
from folded_before left join alias on alias.kind = 'client' and alias.code = folded_before.client_id;

create or replace temp table raw as
select stored_session.*, coalesce(client_given, client_id) as given,
    case when stored_row >= 0 then stored_row else at_row end as at_row, stored_row as shown_row
from stored_session
semi join joined_client using (client_id)
left join (select -1 - rowid as stored_row, at_row from folded_before) as before using (stored_row)
