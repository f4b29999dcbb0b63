-- One row per client code of the delivery that is another one of it with an addition: the code, the other, its sessions.
SELECT code, base, n FROM staging.copy ORDER BY ALL;
