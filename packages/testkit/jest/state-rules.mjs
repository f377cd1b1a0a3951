/**
 * All that a job's state means. Production checks only what its indexes rely on (`found_by_its_state`), because a
 * constraint of this size is a fifth of the price of a claim; here a statement that breaks one of these rules fails.
 */
export const stateRules = `
  ALTER TABLE jobs ADD CONSTRAINT fits_its_state CHECK (
    CASE state
      WHEN 'waiting' THEN unmet > 0 AND ready_at IS NULL AND token IS NULL AND started_at IS NULL AND NOT failed
      WHEN 'ready' THEN unmet = 0 AND ready_at IS NOT NULL AND token IS NULL AND started_at IS NULL
        AND attempt >= 0 AND NOT failed
      WHEN 'running' THEN unmet = 0 AND token IS NOT NULL AND started_at IS NOT NULL AND finished_at IS NULL
        AND attempt > 0 AND NOT failed
      WHEN 'finished' THEN (result IS NOT NULL OR token IS NOT NULL) AND (finished_at >= started_at) IS TRUE
      WHEN 'cancelled' THEN unmet = 0 AND finished_at IS NOT NULL AND NOT failed
        AND (ready_at IS NULL OR started_at IS NOT NULL)
      ELSE false
    END),
    ADD CONSTRAINT knows_its_parent CHECK (
      CASE WHEN parent_id IS NULL THEN parent_attempt IS NULL AND args_digest IS NULL
        ELSE (parent_attempt >= 0) IS TRUE AND octet_length(args_digest) = 32 AND dependencies = 0 AND children = 0 END)`
