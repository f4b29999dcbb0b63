-- known: of clients to whom several codes lead, their sessions as shown. raw.shown_row says where each as delivered is, and
-- shown_of still does when raw has changed. folded: one row per session that is shown together with another one.
update together set known_row = -1000000000 - n
from (
    select client_id, case_id, session_date, rater, row_number() over (partition by known_row order by client_id) as n
    from together qualify n > 1
) as double
where (together.client_id, together.session_date, together.rater) = (double.client_id, double.session_date, double.rater)
    and together.case_id is not distinct from double.case_id;

update raw set shown_row = coalesce(
    (select together.known_row from part join together on together.client_id = part.client_id
         and together.session_date = part.session_date and together.rater = part.rater
         and together.case_id is not distinct from part.shown_case_id
     where part.known_row = raw.known_row),
    raw.known_row
);

create or replace temp table shown_of as select known_row, shown_row, import_no from raw;

delete from known where client_id in (from joined);
insert into known by name
select * exclude (given, at_row, shown_row) from raw where known_row not in (select known_row from part);
insert into known by name from together;

create or replace temp table folded as select * exclude (known_row, given, at_row, shown_row, place) from part
