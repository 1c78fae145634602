-- The table that Akka.Persistence.Sql writes, without the indexes that only its queries by time and tag need.
CREATE TABLE IF NOT EXISTS journal (
    ordering        BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    deleted         BOOLEAN NOT NULL,
    persistence_id  TEXT COLLATE "C" NOT NULL,
    sequence_number BIGINT  NOT NULL,
    created         BIGINT  NOT NULL,
    tags            TEXT    NULL,
    message         BYTEA   NOT NULL,
    identifier      INTEGER NULL,
    manifest        TEXT    NULL,
    writer_uuid     TEXT    NULL,
    -- The fence against a second owner of the same payment.
    CONSTRAINT uq_journal UNIQUE (persistence_id, sequence_number)
);
