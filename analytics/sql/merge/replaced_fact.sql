-- One row per attended session and rater of a delivery that takes the place of everything held.
create temp table replaced as
select * exclude (delivered_row) from replacing where delivered_row not in (select delivered_row from part)
union all by name
select * exclude (known_row) from together;

create view fact.session as from replaced
