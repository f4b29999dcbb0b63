-- joined_client: one row per client to whom several codes lead. raw: one row per session of theirs as delivered; given: its code;
-- at_row: the row of the version in `old` in which it is shown; shown_row: the row of `stored_session` in which it is shown.
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
