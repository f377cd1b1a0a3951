-- Composes that were brought here from another installation, those included that were deleted here since: the next run
-- does not bring them again.
CREATE TABLE imported_composes (
  id uuid PRIMARY KEY,
  imported_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- With the files of its jobs.
  complete boolean NOT NULL
);
