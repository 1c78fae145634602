CREATE TABLE IF NOT EXISTS country_risk (
    country TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    score   NUMERIC NOT NULL,
    source  TEXT NOT NULL
);

CREATE TABLE IF NOT EXISTS payment_type_risk (
    payment_type TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    score        NUMERIC NOT NULL
);

-- The policy with the highest version is in force.
CREATE TABLE IF NOT EXISTS scoring_policy (
    version             INTEGER NOT NULL PRIMARY KEY,
    user_weight         NUMERIC NOT NULL,
    country_weight      NUMERIC NOT NULL,
    payment_type_weight NUMERIC NOT NULL,
    threshold           NUMERIC NOT NULL,
    default_score       NUMERIC NOT NULL,
    kyc_fallback        TEXT NOT NULL
);
