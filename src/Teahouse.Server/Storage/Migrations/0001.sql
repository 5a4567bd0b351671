-- What the house knows of itself: its epoch, its public room.
CREATE TABLE house (
    key   TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE users (
    id            INTEGER PRIMARY KEY,
    name          TEXT    NOT NULL,
    name_key      TEXT    NOT NULL UNIQUE, -- the name, NFKC-normalised and case-folded
    password_hash TEXT    NOT NULL,
    created_at    BIGINT  NOT NULL,        -- all times: Unix milliseconds, UTC
    disabled_at   BIGINT,
    last_seen_at  BIGINT
);

CREATE TABLE sessions (
    id         TEXT   NOT NULL PRIMARY KEY, -- the SHA-256 of what the client holds
    user_id    BIGINT NOT NULL REFERENCES users (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX sessions_user ON sessions (user_id);

CREATE TABLE conversations (
    id       INTEGER PRIMARY KEY,
    kind     INTEGER NOT NULL,           -- ConversationKind
    pair_key TEXT UNIQUE,                -- 'lower id:higher id' of a private conversation
    head     BIGINT NOT NULL DEFAULT 0,  -- the last event's seq
    messages BIGINT NOT NULL DEFAULT 0   -- the last event's ordinal
);

CREATE TABLE members (
    conversation_id BIGINT NOT NULL REFERENCES conversations (id),
    user_id         BIGINT NOT NULL REFERENCES users (id),
    own             BIGINT NOT NULL DEFAULT 0, -- messages this member wrote here
    read_seq        BIGINT NOT NULL DEFAULT 0, -- read up to this event
    read_ordinal    BIGINT NOT NULL DEFAULT 0, -- messages up to it
    read_own        BIGINT NOT NULL DEFAULT 0, -- of these, the member's own
    PRIMARY KEY (conversation_id, user_id)
) WITHOUT ROWID;
CREATE INDEX members_user ON members (user_id);

CREATE TABLE events (
    conversation_id BIGINT NOT NULL,
    seq             BIGINT NOT NULL,
    ordinal         BIGINT NOT NULL,
    at              BIGINT NOT NULL,
    sender_id       BIGINT NOT NULL,
    client_id       BLOB,               -- 16 bytes, big-endian, so that UUIDv7s sort by time
    body            TEXT   NOT NULL,    -- the EventBody as JSON
    PRIMARY KEY (conversation_id, seq)
) WITHOUT ROWID;
CREATE UNIQUE INDEX events_client ON events (sender_id, client_id) WHERE client_id IS NOT NULL;

CREATE TABLE files (
    id              BLOB   NOT NULL PRIMARY KEY,
    conversation_id BIGINT NOT NULL REFERENCES conversations (id),
    sender_id       BIGINT NOT NULL REFERENCES users (id),
    receiver_id     BIGINT NOT NULL REFERENCES users (id),
    name            TEXT   NOT NULL,
    size            BIGINT NOT NULL,
    state           INTEGER NOT NULL,   -- FileState
    received        BIGINT NOT NULL DEFAULT 0, -- bytes in whole chunks that are on the disk
    digest          TEXT,
    created_at      BIGINT NOT NULL,
    changed_at      BIGINT NOT NULL
) WITHOUT ROWID;
CREATE INDEX files_state ON files (state, changed_at);

CREATE TABLE file_chunks (
    file_id BLOB    NOT NULL REFERENCES files (id),
    number  BIGINT  NOT NULL,
    sha256  BLOB    NOT NULL,
    PRIMARY KEY (file_id, number)
) WITHOUT ROWID;

INSERT INTO conversations (id, kind) VALUES (1, 0);
