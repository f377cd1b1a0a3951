DROP FUNCTION cancel_graph, visible_compose, cancel_jobs;
