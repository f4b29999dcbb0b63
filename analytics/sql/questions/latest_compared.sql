-- The latest delivery beside what was held before it.
-- One row (none where nothing was held before): when, by whom, files and the comparison as JSON, without client codes.
-- Parameters: none.
select compared_at, imported_by, files, document from imports.latest
