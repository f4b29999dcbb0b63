-- Empties staging.link_parent (one row per id of a table that others point to).
DELETE FROM staging.link_parent;
