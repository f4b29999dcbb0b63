-- What was read is the version after. person: the client's code in this version; earlier: in the version before. permitted: see there.
create temp table after as
select held.*, client_id as person, coalesce(stands_for, given_client) as earlier, true as permitted
from held left join alias_before as alias on alias.kind = 'client' and alias.code = given_client;

drop table held;

create temp table aside_after as
select aside.*, coalesce(stands_for, given_client) as client_id
from aside left join alias_after as alias on alias.kind = 'client' and alias.code = given_client;

drop table aside
