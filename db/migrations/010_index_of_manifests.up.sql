-- no transaction
-- Manifests are made for all tenants. The type is in the condition and not in the columns: other jobs never touch this
-- index, and claim_manifests needs no look at what else is ready.
DROP INDEX CONCURRENTLY IF EXISTS jobs_to_make;
CREATE INDEX CONCURRENTLY jobs_to_make ON jobs (channel, ready_at, id)
  WHERE type = 'manifest-id-only' AND ready_at IS NOT NULL AND started_at IS NULL;
