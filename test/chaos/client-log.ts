import type { Answer } from '../system/call.js'

export interface Accepted {
  id: string
  tenant: string
  kind: string
  key: string
  body: unknown
  deleted: boolean
}

/** What clients saw, from outside. */
export interface ClientLog {
  accepted: Accepted[]
  clones: { id: string; compose: Accepted }[]
  /** Ids with which one idempotency key was answered, where there were several. */
  repeated: string[][]
  /** Requests that were answered as they should be. */
  answered: number
  /** What contradicts a promise, in words. */
  violations: string[]
  /** Files that were not what was uploaded: no fault where only a lost primary had the compose, which is known later. */
  wrongFiles: { id: string; answer: string }[]
  /** Times at which a client saw an error, in milliseconds of the run's clock. */
  errors: number[]
  /** Requests that wait for workers, by their status. */
  awaited: Record<string, number>
  downloads: number
}

export const createClientLog = (): ClientLog => ({
  accepted: [],
  clones: [],
  repeated: [],
  answered: 0,
  violations: [],
  wrongFiles: [],
  errors: [],
  awaited: {},
  downloads: 0,
})

export const count = (counts: Record<string, number>, key: string): void => {
  counts[key] = (counts[key] ?? 0) + 1
}

export const describeAnswer = (answer: Answer | undefined): string =>
  answer ? `${answer.status} ${answer.text.slice(0, 200)}` : 'no answer'
