import type { ComposerContext } from '../context.js'
import { refusal } from '../errors.js'
import { unknownId } from './read-own-graph.js'

/**
 * Deletes the compose or clone that a job belongs to: its workers are told to stop, it is gone from every answer at
 * once, and what nothing else needs is removed with its artifacts. What a clone or a worker still holds is removed by
 * maintenance when they let go.
 * @throws errors 15, 1023 (queue), 1024 (artifacts)
 */
export async function deleteCompose(context: ComposerContext, jobId: string, channel: string): Promise<void> {
  const deleted = await context.queue.deleteGraph(jobId, channel).catch((cause: unknown) => {
    throw refusal(1023, '', { cause })
  })
  if (!deleted) throw unknownId()
  await removeArtifacts(context, deleted.removedJobs).catch((cause: unknown) => {
    throw refusal(1024, '', { cause })
  })
}

async function removeArtifacts({ artifacts }: ComposerContext, jobIds: string[]): Promise<void> {
  if (!artifacts) return
  await Promise.all(jobIds.map((jobId) => artifacts.remove(jobId)))
}
