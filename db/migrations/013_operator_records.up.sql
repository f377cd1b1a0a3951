-- What people on call need beside the queue itself: how earlier attempts ended, which lanes are paused, who did what,
-- and which processes are there. The path of a job that simply succeeds writes none of these tables.

-- An attempt that ended without its job being over, or whose job was taken up again. The current or last attempt of a
-- job stands in its own row in `jobs`.
CREATE TABLE job_attempts (
  job_id uuid NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
  attempt integer NOT NULL,
  worker_id uuid,
  started_at timestamptz NOT NULL,
  ended_at timestamptz NOT NULL,
  -- returned: the hand-out did not reach the worker. lost: the worker fell silent. requeued: an operator took it back.
  -- retried: it ended its job, and an operator gave the job another try.
  ending text NOT NULL CONSTRAINT known_ending CHECK (ending IN ('returned', 'lost', 'requeued', 'retried')),
  -- Error of the outcome, where there was one.
  error jsonb
);
CREATE INDEX job_attempts_by_job ON job_attempts (job_id, ended_at);

CREATE FUNCTION record_attempt() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO job_attempts (job_id, attempt, worker_id, started_at, ended_at, ending, error)
  VALUES (OLD.id, OLD.attempt, OLD.worker_id, OLD.started_at, coalesce(OLD.finished_at, clock_timestamp()),
    CASE WHEN OLD.state <> 'running' THEN 'retried'
      -- Set by the functions of operators for their transaction.
      WHEN current_setting('composer.attempt_ending', true) = 'requeued' THEN 'requeued'
      WHEN NEW.attempt < OLD.attempt THEN 'returned'
      ELSE 'lost' END,
    OLD.outcome -> 'job_error');
  RETURN NULL;
END $$;

SET LOCAL lock_timeout = '10s';
CREATE TRIGGER attempt_ended AFTER UPDATE ON jobs FOR EACH ROW
  WHEN (OLD.started_at IS NOT NULL AND NEW.started_at IS NULL) EXECUTE FUNCTION record_attempt();

-- Lanes from which nothing new is handed out. A null stands for every tenant, or every type; a type without an
-- architecture stands for all of its architectures.
CREATE TABLE lane_pauses (
  channel text,
  type text,
  paused_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  paused_by text NOT NULL,
  reason text NOT NULL
);
CREATE UNIQUE INDEX lane_pauses_once ON lane_pauses ((channel IS NULL), coalesce(channel, ''), (type IS NULL), coalesce(type, ''));

-- Tokens that an operator took away from a worker, which is told with its next call. Maintenance forgets old ones.
CREATE TABLE revoked_tokens (
  token uuid PRIMARY KEY,
  job_id uuid NOT NULL,
  channel text NOT NULL,
  type text NOT NULL,
  attempt integer NOT NULL,
  revoked_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX revoked_tokens_by_age ON revoked_tokens (revoked_at);

-- Every action of an operator, also one that found nothing to do.
CREATE TABLE audit_log (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  done_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  actor text NOT NULL,
  action text NOT NULL,
  -- compose, job, lane or worker, and its id.
  subject text NOT NULL,
  subject_id text NOT NULL,
  compose_id uuid,
  reason text NOT NULL,
  answer text NOT NULL,
  details jsonb NOT NULL DEFAULT '{}'
);
CREATE INDEX audit_log_by_subject ON audit_log (subject, subject_id, id);
CREATE INDEX audit_log_by_compose ON audit_log (compose_id, id) WHERE compose_id IS NOT NULL;

-- Processes of the services, as they last told about themselves. Only for the eyes: nothing is decided by it.
CREATE TABLE instances (
  id uuid PRIMARY KEY,
  service text NOT NULL,
  version text NOT NULL,
  host text NOT NULL,
  started_at timestamptz NOT NULL,
  seen_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  facts jsonb NOT NULL DEFAULT '{}'
) WITH (fillfactor = 50);

-- What a list shows of a stored request. Requests are any JSON text, also such as jsonb refuses: nothing then.
CREATE FUNCTION request_facts(p_request text) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
  v_request jsonb;
BEGIN
  IF p_request IS NULL THEN
    RETURN NULL;
  END IF;
  v_request := p_request::jsonb;
  RETURN jsonb_build_object(
    'distribution', v_request -> 'distribution',
    'imageTypes', coalesce((
      SELECT jsonb_agg(DISTINCT i -> 'image_type') FROM jsonb_array_elements(
        CASE WHEN jsonb_typeof(v_request -> 'image_requests') = 'array' THEN v_request -> 'image_requests'
          ELSE jsonb_build_array(v_request -> 'image_request') END) AS i
      WHERE i -> 'image_type' IS NOT NULL), '[]'));
EXCEPTION WHEN untranslatable_character OR invalid_text_representation OR program_limit_exceeded THEN
  RETURN NULL;
END $$;
