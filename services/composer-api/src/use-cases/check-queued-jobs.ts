import type { ComposerContext } from '../context.js'
import { refusal } from '../errors.js'

/** Jobs take minutes, so clients gain nothing by asking again sooner. */
const retryAfterSeconds = 30

/**
 * Refuses a tenant that has more jobs waiting than TENANT_MAX_QUEUED_JOBS allows. Requests that arrive at the
 * same time may all be accepted, so a tenant can exceed the limit by the jobs of its concurrent requests.
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
