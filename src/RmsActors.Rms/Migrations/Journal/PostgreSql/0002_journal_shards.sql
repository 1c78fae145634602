-- How many shards the payments are spread over: one row, written by the first node.
CREATE TABLE journal_shards (
    one    INTEGER PRIMARY KEY CHECK (one = 1),
    shards INTEGER NOT NULL
);
