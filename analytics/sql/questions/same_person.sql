-- Which pairs of codes may be one person, without a person having confirmed or denied it?
-- One row per pair, the strongest evidence first. For owners and the office.
-- Parameters: none.
select kind, code, known, stands_for, why, n from imports.same_person order by kind desc, n desc, code, known
