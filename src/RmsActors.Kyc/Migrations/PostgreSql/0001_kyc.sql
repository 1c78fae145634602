CREATE TABLE IF NOT EXISTS wallets (
    wallet_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    score     NUMERIC NOT NULL
);

-- What was answered once is answered again, whatever has become of the wallet since.
CREATE TABLE IF NOT EXISTS kyc_answers (
    request_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    payment_id TEXT NOT NULL,
    wallet_id  TEXT NOT NULL,
    score      NUMERIC NULL,
    scored_at  TIMESTAMPTZ NOT NULL
);
