-- no transaction
DROP INDEX CONCURRENTLY IF EXISTS jobs_to_make;
