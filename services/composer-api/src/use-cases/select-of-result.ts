import type { JobQueue } from '@composer/jobqueue'
import { createSelector, type Selection } from '@composer/raw-json'

/**
 * Reads the selected parts of the stored result of a finished job, in one pass; only the selected parts are held in
 * memory. The parts are not validated here: worker-api validated the result when it was reported.
 * @returns undefined when there is no result
 */
export async function selectOfResult<Selected>(
  queue: JobQueue,
  jobId: string,
  selection: Selection,
): Promise<Selected | undefined> {
  const selector = createSelector(selection)
  let found = false
  for await (const chunk of queue.streamResult(jobId)) {
    selector.write(Buffer.from(chunk))
    found = true
  }
  return found ? ((selector.end() ?? {}) as Selected) : undefined
}
