-- no transaction
DROP INDEX CONCURRENTLY IF EXISTS composes_newest;
