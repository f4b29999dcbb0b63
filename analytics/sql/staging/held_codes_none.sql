-- Creates the temporary table held_code (one row per stored client code) without rows, as nothing is stored yet.
CREATE OR REPLACE TEMP TABLE held_code (client_id VARCHAR);
