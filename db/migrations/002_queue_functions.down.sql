DROP FUNCTION read_graph, sweep_compose, delete_compose, reap_leases, grace_after_outage, cancel_jobs, finish_jobs,
  finish_job, end_attempt, store_result, store_progress, unclaim_job, renew_lease, claim_jobs, enqueue_graph, release_dependents, announce_ready;
