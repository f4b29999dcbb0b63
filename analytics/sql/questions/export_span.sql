-- How far do the client keys of the viewer's scope reach?
-- One row in all: the highest client key; NULL without clients.
-- Parameters: none.
select max(client_key) as last_client from scoped.episode
