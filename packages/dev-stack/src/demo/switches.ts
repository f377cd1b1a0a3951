import { setTimeout as delay } from 'node:timers/promises'
import type { Job } from '@composer/worker-client'

/**
 * What a request can make demo workers do wrong, by carrying the word anywhere in a name: the host name, a package, the
 * blueprint's name, a container's source.
 */
export const SWITCHES = [
  'demo-fail-depsolve',
  'demo-fail-resolve',
  'demo-fail-manifest',
  'demo-fail-build',
  'demo-fail-upload',
  'demo-fail-koji',
  'demo-fail-aws',
  'demo-stall',
  'demo-die',
] as const

export type Switch = (typeof SWITCHES)[number]

/** Whether the job, its args or what its dependencies answered, carries the word. */
export const isAsked = (job: Pick<Job, 'text'>, wanted: Switch): boolean => job.text.includes(wanted)

/** A pause that ends early, with the signal's reason, when the job is cancelled. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await delay(ms, undefined, { signal })
  } catch (error) {
    signal.throwIfAborted()
    throw error
  }
}

/** Settles only when the job is cancelled, lost, or its worker killed. */
export function forever(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const end = () => reject(signal.reason as Error)
    if (signal.aborted) end()
    else signal.addEventListener('abort', end, { once: true })
  })
}
