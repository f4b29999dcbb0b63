-- One row per attended session and rater of the first delivery: nothing was known before.
create view fact.session as select *, 1 as import_no from delivery.session
