-- Which codes of erased clients does the delivery hold? One row per code of erased_code.
SELECT code FROM erased_code ORDER BY code;
