import type { QueueListener } from './listener.js'
import type { JobQueue } from './queue.js'

export type Waited = 'finished' | 'cancelled' | 'timeout' | 'aborted'

/**
 * Waits until an awaited job ends. Asks the queue at first, after a notification of this job, and when notifications
 * may have been missed.
 * @param options.signal aborts the wait, when the caller is gone
 */
export async function waitForFinish(
  queue: JobQueue,
  listener: QueueListener,
  job: { id: string; channel: string },
  options: { timeoutMs: number; signal: AbortSignal },
): Promise<Waited> {
  const state = async (): Promise<Waited | undefined> => {
    const graph = await queue.readGraph(job.id, job.channel)
    const row = graph?.jobs.find(({ id }) => id === job.id)
    if (!row || row.state === 'cancelled') return 'cancelled'
    return row.state === 'finished' ? 'finished' : undefined
  }
  return new Promise((resolve, reject) => {
    const settle = (waited: Waited) => {
      end()
      resolve(waited)
    }
    const look = () => {
      state().then(
        (waited) => waited && settle(waited),
        (error: Error) => {
          end()
          reject(error)
        },
      )
    }
    const timer = setTimeout(() => settle('timeout'), options.timeoutMs)
    const aborted = () => settle('aborted')
    const unsubscribe = listener.onFinished((id) => {
      if (id === 'all' || id === job.id) look()
    })
    const end = () => {
      clearTimeout(timer)
      unsubscribe()
      options.signal.removeEventListener('abort', aborted)
    }
    options.signal.addEventListener('abort', aborted, { once: true })
    if (options.signal.aborted) aborted()
    else look()
  })
}
