DROP FUNCTION operator_expire_worker, operator_resume, operator_pause, lane_name, operator_retry, operator_requeue,
  operator_cancel, revoked_token,
  claim_open_manifests, open_types;
