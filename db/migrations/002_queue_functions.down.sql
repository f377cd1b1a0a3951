DROP FUNCTION sweep_compose, delete_compose, reap_leases, grace_after_outage, cancel_jobs, finish_job, unclaim_job,
  claim_jobs, enqueue_graph, release_dependents, announce_ready;
