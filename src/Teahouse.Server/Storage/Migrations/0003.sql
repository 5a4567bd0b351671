-- Who paused a transfer; null while it runs.
ALTER TABLE files ADD COLUMN paused_by BIGINT REFERENCES users (id);
