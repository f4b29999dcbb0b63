-- meta.two_people: one row per pair of codes that a person declared to be two people, unless they were merged
-- later; with the suggestion, person and time. These pairs are removed from meta.same_person.
create temp table denied_shown as
select denied.*, coalesce(a.stands_for, denied.code) as code_now, coalesce(b.stands_for, denied.known) as known_now
from denied
left join alias as a on a.kind = denied.kind and a.code = denied.code
left join alias as b on b.kind = denied.kind and b.code = denied.known;

create table new.meta.two_people as
select distinct on (kind, code, known) * exclude (code_now, known_now)
from denied_shown where code_now <> known_now
order by kind, code, known, said_at desc;

delete from new.meta.same_person as suggestion
using denied_shown
where denied_shown.kind = suggestion.kind
    and least(code_now, known_now) = least(suggestion.code, suggestion.known)
    and greatest(code_now, known_now) = greatest(suggestion.code, suggestion.known);

drop table denied_shown
