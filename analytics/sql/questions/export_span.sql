-- How far do the client keys of the viewer's scope reach, and does any of its episodes have a fidelity?
-- One row in all: the highest client key, NULL without clients; a boolean.
-- Parameters: none.
select max(client_key) as last_client, count(fidelity) > 0 as has_fidelity from scoped.episode
