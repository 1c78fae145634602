-- The table that Akka.Persistence.Sql writes, without the indexes that only its queries by time and tag need.
CREATE TABLE IF NOT EXISTS journal (
    ordering        INTEGER PRIMARY KEY AUTOINCREMENT,
    deleted         INTEGER NOT NULL,
    persistence_id  TEXT    NOT NULL,
    sequence_number INTEGER NOT NULL,
    created         INTEGER NOT NULL,
    tags            TEXT    NULL,
    message         BLOB    NOT NULL,
    identifier      INTEGER NULL,
    manifest        TEXT    NULL,
    writer_uuid     TEXT    NULL,
    -- The fence against a second owner of the same payment.
    CONSTRAINT uq_journal UNIQUE (persistence_id, sequence_number)
);
