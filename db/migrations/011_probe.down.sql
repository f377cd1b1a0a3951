ALTER TABLE watchdog DROP COLUMN probed_at;
