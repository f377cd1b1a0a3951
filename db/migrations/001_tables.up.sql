-- Composes, their jobs, and what running them needs. Times are database times throughout.

CREATE TABLE composes (
  id uuid PRIMARY KEY,
  channel text NOT NULL,
  kind text NOT NULL CONSTRAINT known_kind
    CHECK (kind IN ('image', 'koji', 'bootc', 'clone', 'depsolve', 'search')),
  request text,
  external_id text,
  idempotency_key text,
  idempotency_fingerprint text,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  expires_at timestamptz NOT NULL,
  -- Set: nobody sees the compose any more; its jobs go as soon as no lease and no clone needs them.
  deleted_at timestamptz,
  CONSTRAINT key_has_fingerprint CHECK ((idempotency_key IS NULL) = (idempotency_fingerprint IS NULL))
);

CREATE UNIQUE INDEX composes_by_idempotency_key ON composes (channel, idempotency_key)
  WHERE idempotency_key IS NOT NULL;
CREATE INDEX composes_listed ON composes (channel, created_at, id)
  WHERE deleted_at IS NULL AND kind IN ('image', 'koji', 'bootc');
CREATE INDEX composes_by_expiry ON composes (expires_at) WHERE deleted_at IS NULL;
CREATE INDEX composes_deleted ON composes (deleted_at) WHERE deleted_at IS NOT NULL;

CREATE TABLE jobs (
  id uuid PRIMARY KEY,
  compose_id uuid NOT NULL REFERENCES composes (id),
  channel text NOT NULL,
  -- With the architecture where the type is bound to one: osbuild:x86_64.
  type text NOT NULL,
  state text NOT NULL,
  -- Place in the plan.
  position integer NOT NULL,
  -- Dependencies that are not finished yet.
  unmet integer NOT NULL DEFAULT 0,
  -- All of them, so that a claim need not look.
  dependencies integer NOT NULL DEFAULT 0,
  attempt integer NOT NULL DEFAULT 0,
  -- Somebody waits for the finish: announce it.
  awaited boolean NOT NULL DEFAULT false,
  -- Its args hold secrets: they are erased when it ends.
  confidential boolean NOT NULL DEFAULT false,
  failed boolean NOT NULL DEFAULT false,
  -- Kept after the finish, so that a repeated report is recognised; forgotten when the attempt is given up.
  token uuid,
  worker_id uuid,
  queued_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  ready_at timestamptz,
  started_at timestamptz,
  finished_at timestamptz,
  progress jsonb,
  outcome jsonb,
  -- Exact JSON texts: no JSON operator ever touches them.
  args text NOT NULL,
  result text,
  rejected_result text,
  -- What the indexes below rely on, and no more: Postgres parses a constraint anew for every statement, and all that a
  -- state means was a fifth of the price of a claim. The tests' databases check the rest.
  CONSTRAINT found_by_its_state CHECK (
    (state = 'waiting') = (unmet > 0 AND started_at IS NULL)
    AND (state = 'ready') = (ready_at IS NOT NULL AND started_at IS NULL))
) WITH (
  -- A queue's statistics age with every burst: look often, by small fixed thresholds.
  fillfactor = 80,
  autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000,
  autovacuum_analyze_scale_factor = 0.01, autovacuum_analyze_threshold = 1000,
  autovacuum_vacuum_insert_scale_factor = 0.05
);

-- The indexes of open jobs go by columns that a finish leaves alone, not by the state (found_by_its_state makes them
-- mean the same): so Postgres writes the finished version of a row without touching an index.
CREATE INDEX jobs_ready ON jobs (channel, type, ready_at, id) WHERE ready_at IS NOT NULL AND started_at IS NULL;
-- For the queue depth. What is running has a lease.
CREATE INDEX jobs_waiting ON jobs (channel, type) WHERE unmet > 0 AND started_at IS NULL;
CREATE UNIQUE INDEX jobs_by_token ON jobs (token) WHERE token IS NOT NULL;
CREATE INDEX jobs_by_compose ON jobs (compose_id, position);

CREATE TABLE job_dependencies (
  job_id uuid NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
  position integer NOT NULL,
  dependency_id uuid NOT NULL REFERENCES jobs (id),
  -- Result that the job finishes with at once when this dependency fails; null: it runs and sees the error.
  failure_result text,
  PRIMARY KEY (job_id, position),
  CONSTRAINT depends_once UNIQUE (dependency_id, job_id),
  CONSTRAINT no_self_dependency CHECK (job_id <> dependency_id)
);

-- Heartbeats rewrite these narrow rows instead of the wide ones in jobs. One row for every attempt that a worker may
-- still ask about: the running ones, and the cancelled ones until it was told or fell silent.
-- No foreign key: the claim, which alone writes leases, holds the job's row, and no job is removed that has one; the
-- check cost a tenth of a claim. No index of the beats: every renewal would have to write it, and to read one narrow
-- row for each running job takes no time.
CREATE TABLE job_leases (
  job_id uuid PRIMARY KEY,
  token uuid NOT NULL,
  beat_at timestamptz NOT NULL DEFAULT clock_timestamp()
) WITH (
  fillfactor = 50,
  autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 500,
  autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 500
);

CREATE TABLE workers (
  id uuid PRIMARY KEY,
  channel text NOT NULL,
  arch text NOT NULL,
  registered_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  seen_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE INDEX workers_by_seen ON workers (seen_at);

-- When any instance last looked for stale leases: a long gap means that nobody could have renewed.
CREATE TABLE watchdog (
  only_row boolean PRIMARY KEY DEFAULT true CONSTRAINT one_row CHECK (only_row),
  looked_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

INSERT INTO watchdog DEFAULT VALUES;
