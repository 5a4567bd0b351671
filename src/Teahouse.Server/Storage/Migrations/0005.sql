-- Where somebody logged in, shown to themselves alone, and when that login was last used.
ALTER TABLE sessions ADD COLUMN agent   TEXT; -- what the client called itself
ALTER TABLE sessions ADD COLUMN address TEXT;
ALTER TABLE sessions ADD COLUMN used_at BIGINT NOT NULL DEFAULT 0;
UPDATE sessions SET used_at = created_at;
-- The colour that somebody chose for themselves; 0 leaves it to the page.
ALTER TABLE users ADD COLUMN tone INTEGER NOT NULL DEFAULT 0;
