-- joined: one row per client to whom several codes lead. raw: one row per session of theirs as delivered; given: its code;
-- at_row: the row of the version in `old` in which it is shown; shown_row: the row of `known` in which it is shown.
create or replace temp table joined as
select stands_for as client_id from alias where kind = 'client'
union
select coalesce(stands_for, client_id)
from folded_before left join alias on alias.kind = 'client' and alias.code = folded_before.client_id;

create or replace temp table raw as
select known.*, coalesce(client_given, client_id) as given,
    case when known_row >= 0 then known_row else at_row end as at_row, known_row as shown_row
from known
semi join joined using (client_id)
left join (select -1 - rowid as known_row, at_row from folded_before) as before using (known_row)
