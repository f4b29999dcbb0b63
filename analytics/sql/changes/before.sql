-- What was read is the version before. person: the client's code in the version after; earlier: in this one. permitted: see there.
create temp table before as
select held.*, coalesce(stands_for, given_client) as person, client_id as earlier, true as permitted
from held left join alias_after as alias on alias.kind = 'client' and alias.code = given_client;

drop table held;

create temp table aside_before as
select aside.*, coalesce(stands_for, given_client) as client_id
from aside left join alias_before as alias on alias.kind = 'client' and alias.code = given_client;

drop table aside
