-- One row per attended session and rater of a delivery that replaces all stored sessions.
create temp table replaced as
select * exclude (delivered_row) from replacing where delivered_row not in (select delivered_row from joined_part)
union all by name
select * exclude (stored_row) from joined_session;

create view fact.session as from replaced
