DROP FUNCTION queue_depth, read_graph;
