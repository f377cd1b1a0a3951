-- What is in slices goes back into the column that the release before this one reads.
UPDATE jobs j SET result = (SELECT string_agg(s.data, '' ORDER BY s.number) FROM result_slices s WHERE s.result_id = r.id)
FROM long_results r WHERE r.token = j.token AND r.bytes IS NOT NULL AND j.state = 'finished' AND j.result IS NULL;

CREATE OR REPLACE FUNCTION dependency_results(p_jobs uuid[], p_long integer)
RETURNS TABLE (job_id uuid, dependency_id uuid, bytes integer, result text) LANGUAGE plpgsql ROWS 10
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off SET jit = off AS $$
BEGIN
  FOREACH job_id IN ARRAY p_jobs LOOP
    FOR dependency_id IN
      SELECT d.dependency_id FROM job_dependencies d WHERE d.job_id = dependency_results.job_id ORDER BY d.position
    LOOP
      SELECT octet_length(j.result), CASE WHEN octet_length(j.result) < p_long THEN j.result END INTO bytes, result
      FROM jobs j WHERE j.id = dependency_results.dependency_id;
      RETURN NEXT;
    END LOOP;
  END LOOP;
END $$;

DROP FUNCTION dependency_texts, find_result, keep_long_result, begin_long_result;
DROP TABLE result_slices, long_results;
