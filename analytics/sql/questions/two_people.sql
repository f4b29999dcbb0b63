-- Which codes did a person say to be two people, though they were suggested to be one?
-- One row per pair, with the suggestion; the one said last first. For owners and the office.
-- Parameters: none.
select kind, code, known, stands_for, why, n, said_at, said_by from imports.two_people
order by said_at desc, kind desc, code, known
