import { closedLoop, type Measured } from '../measure.js'

/** A queue under test, driven by `clients` closed loops of "claim one job, report it". */
export interface Contender {
  /** Puts `jobs` ready jobs on a queue that has none. */
  fill(jobs: number): Promise<void>
  measure(clients: number, seconds: number): Promise<Measured>
  close(): Promise<void>
}

export interface ContenderKind {
  /** Makes its tables in an empty database, and what was finished long ago; each measurement begins with a copy of that. */
  prepare(url: string): Promise<void>
  open(url: string, clients: number): Promise<Contender>
  /** Jobs that it cannot do in a second. */
  perSecond: number
}

/** For queues whose interface is claim and report. */
export const driven =
  (claimAndReport: (client: number) => Promise<boolean>) =>
  (clients: number, seconds: number): Promise<Measured> =>
    closedLoop(clients, seconds, claimAndReport)
