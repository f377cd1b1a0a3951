import { removeArtifacts } from '@composer/artifact-store'
import type { ComposerContext } from '../context.js'
import { failAs } from '../errors.js'
import { unknownId } from './read-own-graph.js'

/**
 * Deletes the compose or clone that a job belongs to. Its workers are told to stop, no answer shows it any more, and its
 * rows and artifacts are removed. Those that a clone or a worker still needs are removed later, by maintenance.
 * @throws errors 15, 1023 (queue), 1024 (artifacts)
 */
export async function deleteCompose(
  { queue, artifacts }: ComposerContext,
  jobId: string,
  channel: string,
): Promise<void> {
  const deleted = await queue.deleteGraph(jobId, channel).catch(failAs(1023))
  if (!deleted) throw unknownId()
  const failures: unknown[] = []
  await removeArtifacts(artifacts, deleted.removedJobs, (_jobId, error) => failures.push(error))
  if (failures.length > 0) failAs(1024)(failures[0])
}
