-- Which pairs of codes, suggested to be one person, did a person declare to be two people?
-- One row per pair, with the suggestion; the latest declaration first. For owners and the office.
-- Parameters: none.
select kind, code, known, stands_for, why, n, said_at, said_by from imports.two_people
order by said_at desc, kind desc, code, known
