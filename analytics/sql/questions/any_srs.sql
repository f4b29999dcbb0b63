-- Does the practice fill in the SRS at all?
-- One row: has_srs, whether any episode of the practice holds an SRS that counts. No filter applies.
-- Parameters: none.
select coalesce(bool_or(n_srs > 0), false) as has_srs from practice.episode
