import type { JobQueue } from '@composer/jobqueue'
import type { ComposeRequest } from '../api-types.js'

/** The compose request as `createCompose` stored it, valid and without its secrets; undefined when none is stored. */
export async function readRequest(queue: JobQueue, composeId: string): Promise<ComposeRequest | undefined> {
  const text = await queue.readRequest(composeId)
  return text === undefined ? undefined : (JSON.parse(text) as ComposeRequest)
}
