DROP FUNCTION enqueue_graph, release_dependents, announce_ready;
