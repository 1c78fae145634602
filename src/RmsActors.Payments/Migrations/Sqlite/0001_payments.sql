CREATE TABLE IF NOT EXISTS payments (
    payment_id   TEXT NOT NULL PRIMARY KEY,
    wallet_id    TEXT NOT NULL,
    amount       TEXT NOT NULL,
    currency     TEXT NOT NULL,
    country      TEXT NOT NULL,
    payment_type TEXT NOT NULL,
    created_at   TEXT NOT NULL,
    status       TEXT NOT NULL,
    accepted_at  TEXT NOT NULL,
    announced    INTEGER NOT NULL DEFAULT 0,
    decided_at   TEXT NULL,
    decision     BLOB NULL
);
CREATE INDEX IF NOT EXISTS ix_payments_unannounced ON payments (accepted_at) WHERE announced = 0;
