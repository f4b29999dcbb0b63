-- Leaves the rows of erased clients out: in staging.typed and staging.attribute (one row per data row) every row of a
-- code in erased_code gets the reason `erased`, whatever else is wrong with it, and loses its text.
UPDATE staging.typed SET problem = 'erased|client_id', text = NULL
WHERE client_id IN (SELECT code FROM erased_code) OR client_given IN (SELECT code FROM erased_code);

UPDATE staging.attribute SET problem = 'erased|client_id', text = NULL
WHERE client_id IN (SELECT code FROM erased_code) OR client_given IN (SELECT code FROM erased_code);
