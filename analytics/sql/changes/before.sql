-- One row per session of the earlier version (table before), from version_session.
-- person: client code shown in the later version; earlier: client code shown in the earlier version.
-- permitted: see permitted.sql.
create temp table before as
select version_session.*, coalesce(stands_for, given_client) as person, client_id as earlier, true as permitted
from version_session left join alias_after as alias on alias.kind = 'client' and alias.code = given_client;

drop table version_session;

create temp table folded_before as
select folded.*, coalesce(stands_for, given_client) as client_id
from folded left join alias_before as alias on alias.kind = 'client' and alias.code = given_client;

drop table folded
