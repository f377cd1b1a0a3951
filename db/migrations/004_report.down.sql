DROP FUNCTION finish_jobs, finish_job, why_not_finished, store_result, store_progress, renew_lease;
