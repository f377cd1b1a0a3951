DROP FUNCTION queue_depth, read_graph, sweep_compose, sweepable_composes, is_needed, delete_graph, delete_compose, reap_leases,
  grace_after_outage, cancel_graph, visible_compose, cancel_jobs, finish_jobs, finish_job, why_not_finished,
  store_result, store_progress, renew_lease, unclaim_job, dependency_results, ready_keys, claim_jobs,
  enqueue_graph, release_dependents, announce_ready;
