-- staging.link_rows(): one row per row of the file just named, which points to another table by its column link_key.
CREATE OR REPLACE MACRO staging.link_rows() AS TABLE
    SELECT *, staging.link_text(link_key) AS the_key, CAST(NULL AS VARCHAR) AS the_client FROM staging.source();
