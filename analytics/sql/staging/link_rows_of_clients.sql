-- Defines the macro staging.link_rows(): one row per data row of the current file, which names its client in
-- link_client and points to another table by its column link_key.
CREATE OR REPLACE MACRO staging.link_rows() AS TABLE
    SELECT *, staging.link_text(link_key) AS the_key, staging.id(link_client) AS the_client FROM staging.source();
