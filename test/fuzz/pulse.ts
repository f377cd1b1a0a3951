import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

/** The longest answers of `/livez` so far, in milliseconds. */
export interface LongestAnswer {
  /** By the clock. */
  passed: number
  /** Without what the machine did to it: see `pulse-thread.mjs`. */
  own: number
}

export interface Pulse<Name extends string> {
  longest(): Promise<Record<Name, LongestAnswer>>
  stop(): Promise<unknown>
}

/** Asks for `/livez` of each all the time, as a kubelet does, until it is stopped. */
export function startPulse<Name extends string>(
  services: Readonly<Record<Name, { url: string; pid: number }>>,
): Pulse<Name> {
  const thread = new Worker(new URL('pulse-thread.mjs', import.meta.url), { workerData: services })
  return {
    async longest() {
      thread.postMessage('longest')
      const [longest] = (await once(thread, 'message')) as [Record<Name, LongestAnswer>]
      return longest
    },
    stop: () => thread.terminate(),
  }
}
