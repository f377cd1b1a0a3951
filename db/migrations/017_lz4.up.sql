-- Manifests and results are texts of a hundred kilobytes, and pglz is six times as slow with them as lz4, when they are
-- stored and when they are read, for the same size. What is stored keeps its compression.
SET LOCAL lock_timeout = '5s';

DO $$
BEGIN
  ALTER TABLE jobs ALTER COLUMN args SET COMPRESSION lz4, ALTER COLUMN result SET COMPRESSION lz4,
    ALTER COLUMN rejected_result SET COMPRESSION lz4;
  ALTER TABLE result_slices ALTER COLUMN data SET COMPRESSION lz4;
  ALTER TABLE composes ALTER COLUMN request SET COMPRESSION lz4;
EXCEPTION WHEN feature_not_supported THEN
  -- This server was built without it: pglz stays.
  NULL;
END $$;
