-- Counts, in one row, the cells left out of accepted rows: those at fault, and scores that are given as missing.
SELECT count(*) FILTER (WHERE reason <> 'missing_code') AS faulty, count(*) FILTER (WHERE reason = 'missing_code') AS missing
FROM delivery.rejected
WHERE kind = 'cell';
