-- staging.link_parent: empty.
DELETE FROM staging.link_parent;
