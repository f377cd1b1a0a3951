-- When any instance last proved that the database takes writes: readiness asks for that, since a server that is
-- read-only after a failover answers every question.
SET LOCAL lock_timeout = '5s';
ALTER TABLE watchdog ADD COLUMN probed_at timestamptz NOT NULL DEFAULT '-infinity';
