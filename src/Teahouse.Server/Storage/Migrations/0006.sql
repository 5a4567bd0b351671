-- Clients make their ids of the time (UUIDv7), so whoever sent them, the newest ones stand together: in one page, not in one a sender.
CREATE UNIQUE INDEX events_client_id ON events (client_id, sender_id) WHERE client_id IS NOT NULL;
DROP INDEX events_client;
