-- Lists rows that point to no row of the other table, or to rows of several clients or days, one row each: line,
-- filled cells.
SELECT r.line,
    list_filter([*COLUMNS(lambda c: c NOT IN ('line', 'the_key', 'the_client'))], lambda cell: trim(cell) <> '')
FROM staging.link_rows() AS r
WHERE NOT EXISTS (FROM staging.link_parent AS p
    WHERE p.is_clear AND p.id = r.the_key AND p.of_client IS NOT DISTINCT FROM r.the_client)
ORDER BY r.line;
