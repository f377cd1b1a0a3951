DROP FUNCTION ready_keys, unclaim_job, dependency_results, claim_jobs;
