DROP TRIGGER attempt_ended ON jobs;
DROP FUNCTION record_attempt, request_facts;
DROP TABLE job_attempts, lane_pauses, revoked_tokens, audit_log, instances;
