-- So many of a file's bytes are on the disk for sure. The others the system has, and keeps unless the machine itself goes down.
ALTER TABLE files ADD COLUMN synced BIGINT NOT NULL DEFAULT 0;
UPDATE files SET synced = received;
