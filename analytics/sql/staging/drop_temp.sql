-- Drops the working tables with one row per row or cell, once sessions and rows left out are known, so that their
-- memory is free for building the version.
DROP TABLE staging.typed;
DROP TABLE staging.duplicate_key;
DROP TABLE staging.key CASCADE;
DROP TABLE staging.date_text;
DROP TABLE staging.merged_into;
DROP TABLE staging.attribute;
DROP TABLE staging.wide_row;
DROP TABLE staging.client_spelling;
DROP TABLE staging.copy;
DROP TABLE IF EXISTS temp.main.delivered_client;
DROP TABLE IF EXISTS temp.main.delivered_therapist;
DROP TABLE IF EXISTS temp.main.stored_client;
DROP TABLE IF EXISTS temp.main.stored_therapist;
DROP TABLE IF EXISTS temp.main.equal_session;
DROP TABLE IF EXISTS temp.main.id_alike;
DROP TABLE IF EXISTS temp.main.odd_score;
