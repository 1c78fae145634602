ALTER TABLE payments ADD COLUMN traceparent TEXT NULL;
