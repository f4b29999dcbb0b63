-- Creates the temporary table stored_code (one row per stored client code) without rows, as nothing is stored yet.
CREATE OR REPLACE TEMP TABLE stored_code (client_id VARCHAR);
