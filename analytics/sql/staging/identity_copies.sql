-- Lists client codes of the delivery that are another of its codes with an addition, one row each: the code, the
-- other one, its number of sessions.
SELECT code, base, n FROM staging.copy ORDER BY ALL;
