DROP FUNCTION count_queued(text, integer);
