CREATE TABLE IF NOT EXISTS country_risk (
    country TEXT NOT NULL PRIMARY KEY,
    score   TEXT NOT NULL,
    source  TEXT NOT NULL
);

CREATE TABLE IF NOT EXISTS payment_type_risk (
    payment_type TEXT NOT NULL PRIMARY KEY,
    score        TEXT NOT NULL
);

-- The policy with the highest version is in force.
CREATE TABLE IF NOT EXISTS scoring_policy (
    version             INTEGER NOT NULL PRIMARY KEY,
    user_weight         TEXT NOT NULL,
    country_weight      TEXT NOT NULL,
    payment_type_weight TEXT NOT NULL,
    threshold           TEXT NOT NULL,
    default_score       TEXT NOT NULL,
    kyc_fallback        TEXT NOT NULL
);
