-- The small picture that a sender let go with an offer; its size is in the offer's event.
CREATE TABLE thumbnails (
    file_id BLOB NOT NULL PRIMARY KEY REFERENCES files (id),
    bytes   BLOB NOT NULL
);
