-- Counts, in one row, the source rows of the delivery by outcome, and the accepted rows about clients without a
-- session (idle).
WITH kinds AS (
    SELECT count(*) FILTER (WHERE kind = 'quarantined') AS quarantined, count(*) FILTER (WHERE kind = 'skipped') AS skipped
    FROM delivery.rejected
), sides AS (
    SELECT coalesce(sum(n - 1), 0) AS extra, coalesce(sum(kept - 1) FILTER (WHERE kept > 0), 0) AS extra_kept
    FROM staging.wide_row
), joined AS (
    SELECT (SELECT count(*) FROM staging.attribute) + (SELECT count(*) FROM staging.merged_into) AS all_rows,
        (SELECT count(*) FROM staging.attribute WHERE problem IS NULL) + (SELECT count(*) FROM staging.merged_into) AS good
), accepted AS (
    SELECT (SELECT count(*) FROM staging.typed WHERE problem IS NULL)
        - (SELECT count(*) FROM staging.duplicate_key WHERE resolution <> 'kept') - extra_kept + good AS n
    FROM sides, joined
)
SELECT (SELECT count(*) FROM staging.typed) + (SELECT count(*) FROM staging.rejected_early) - extra + all_rows AS rows_in,
    n AS rows_accepted, quarantined AS rows_quarantined, skipped AS rows_skipped,
    CAST(n - (SELECT coalesce(sum(n_rows), 0) FROM delivery.session) AS BIGINT) AS idle
FROM accepted, sides, joined, kinds;
