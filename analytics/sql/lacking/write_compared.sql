-- Adds the one row of new.meta.compared.
insert into new.meta.compared select $compared_at::timestamp, $imported_by::varchar, $files::varchar, $document::varchar
