DROP FUNCTION sweep_compose, sweepable_composes, is_needed, delete_graph, delete_compose;
