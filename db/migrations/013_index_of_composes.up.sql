-- no transaction
-- For the list of composes of all tenants, newest first.
DROP INDEX CONCURRENTLY IF EXISTS composes_newest;
CREATE INDEX CONCURRENTLY composes_newest ON composes (created_at, id) WHERE deleted_at IS NULL;
