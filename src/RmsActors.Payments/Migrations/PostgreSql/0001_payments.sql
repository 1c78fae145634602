CREATE TABLE IF NOT EXISTS payments (
    payment_id   TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    wallet_id    TEXT NOT NULL,
    amount       NUMERIC NOT NULL,
    currency     TEXT NOT NULL,
    country      TEXT NOT NULL,
    payment_type TEXT NOT NULL,
    created_at   TIMESTAMPTZ NOT NULL,
    status       TEXT NOT NULL,
    accepted_at  TIMESTAMPTZ NOT NULL,
    announced    INTEGER NOT NULL DEFAULT 0,
    decided_at   TIMESTAMPTZ NULL,
    decision     BYTEA NULL
);
CREATE INDEX IF NOT EXISTS ix_payments_unannounced ON payments (accepted_at) WHERE announced = 0;
