import { closedLoop, type Measured } from '../measure.js'

/** A queue under test, driven by `clients` closed loops of "claim one job, report it". */
export interface Contender {
  /** Puts `jobs` ready jobs on an empty queue. */
  fill(jobs: number): Promise<void>
  measure(clients: number, seconds: number): Promise<Measured>
  close(): Promise<void>
}

/** For queues whose interface is claim and report. */
export const driven =
  (claimAndReport: (client: number) => Promise<boolean>) =>
  (clients: number, seconds: number): Promise<Measured> =>
    closedLoop(clients, seconds, claimAndReport)
