-- Drops what one row per cell or row was typed into, once the sessions and the rows left out are known: a version is
-- built in the memory that is left.
DROP TABLE staging.typed;
DROP TABLE staging.tangled;
DROP TABLE staging.key CASCADE;
DROP TABLE staging.date_text;
DROP TABLE staging.absorbed;
DROP TABLE staging.attribute;
DROP TABLE staging.wide_row;
