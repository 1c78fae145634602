-- Payments that are dead-lettered instead of being asked again.
CREATE TABLE IF NOT EXISTS quarantined_payments (
    payment_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    reason     TEXT NOT NULL,
    at         TEXT NOT NULL
);
