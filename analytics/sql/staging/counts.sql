-- One row: source rows of the delivery by what became of them.
SELECT (SELECT count(*) FROM staging.typed) + (SELECT count(*) FROM staging.early) AS rows_in,
    (SELECT count(*) FROM staging.typed WHERE problem IS NULL)
        - (SELECT count(*) FROM staging.tangled WHERE fate <> 'kept') AS rows_accepted,
    (SELECT count(*) FROM delivery.rejected WHERE kind = 'quarantined') AS rows_quarantined,
    (SELECT count(*) FROM delivery.rejected WHERE kind = 'skipped') AS rows_skipped;
