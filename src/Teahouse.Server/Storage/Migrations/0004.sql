-- Whether the sender leaves the bytes with the server before the receiver has answered.
ALTER TABLE files ADD COLUMN is_left INTEGER NOT NULL DEFAULT 0;
