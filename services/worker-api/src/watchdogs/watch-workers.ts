import type { WorkerContext } from '../context.js'

/** Removes the registrations of workers that were silent for too long. Their jobs are left to the job watchdog. */
export async function watchWorkers({ queue, settings, logger }: WorkerContext): Promise<void> {
  const expired = await queue.expireWorkers(settings.WORKER_TIMEOUT_SECONDS)
  if (expired > 0) logger.info('Silent workers forgotten', { workers: expired })
}
