-- Which codes may be one person, as far as nobody has said so or denied it yet?
-- One row per pair, the strongest grounds first. For owners and the office.
-- Parameters: none.
select kind, code, known, stands_for, why, n from imports.same_person order by kind desc, n desc, code, known
