CREATE TABLE IF NOT EXISTS wallets (
    wallet_id TEXT NOT NULL PRIMARY KEY,
    score     TEXT NOT NULL
);

-- What was answered once is answered again, whatever has become of the wallet since.
CREATE TABLE IF NOT EXISTS kyc_answers (
    request_id TEXT NOT NULL PRIMARY KEY,
    payment_id TEXT NOT NULL,
    wallet_id  TEXT NOT NULL,
    score      TEXT NULL,
    scored_at  TEXT NOT NULL
);
