-- Lists the codes of erased clients in the delivery: one row per code of erased_code.
SELECT code FROM erased_code ORDER BY code;
