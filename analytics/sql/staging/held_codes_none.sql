-- held_code: empty, as nothing is held.
CREATE OR REPLACE TEMP TABLE held_code (client_id VARCHAR);
