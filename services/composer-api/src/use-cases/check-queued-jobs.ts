import type { ComposerContext } from '../context.js'
import { refusal } from '../errors.js'

/** Half a minute: jobs take minutes, and clients that ask again at once help nobody. */
const retryAfterSeconds = 30

/**
 * Refuses a tenant that has more jobs waiting than TENANT_MAX_QUEUED_JOBS allows. Requests that come at the same time
 * may all be let in: the limit is overshot by what a tenant can ask for at once.
 * @throws error 429
 */
export async function checkQueuedJobs({ queue, settings }: ComposerContext, channel: string): Promise<void> {
  const max = settings.TENANT_MAX_QUEUED_JOBS
  if (max === 0 || (await queue.countQueued(channel, max)) < max) return
  throw refusal(
    429,
    `${max} jobs of this tenant are queued, which is the limit; try again later`,
  ).withRetryAfter(retryAfterSeconds)
}
