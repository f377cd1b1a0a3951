DROP FUNCTION reap_leases, grace_after_outage;
