import type { JobQueue } from '@composer/jobqueue'
import { createSelector, type Selection } from '@composer/raw-json'

/**
 * Some parts of the stored result of a finished job, read in one pass with the memory of what is selected. Undefined when
 * there is no result. Its shape is what worker-api checked when it was reported.
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
