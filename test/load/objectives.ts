import type { LoadReport } from './run-load.js'

/** Calls that wait on purpose have no latency objective. */
const waiting = new Set(['POST /jobs (long poll)'])

/** Latency limits in milliseconds at p95; the objective of both APIs is 95 % within 200 ms. */
const p95Limit = (name: string): number => (name === 'POST /compose' ? 500 : 200)

const failureLimit = 0.01

/** What the report falls short of, one sentence each; empty when every objective is met. */
export function missedObjectives({ tallies, composes }: LoadReport): string[] {
  const missed: string[] = []
  for (const { name, count, failed, p95, failures } of tallies) {
    if (failed / count > failureLimit) {
      missed.push(
        `${name}: ${failed} of ${count} failed, at most 1 % may (first: ${failures[0] ?? 'unknown'})`,
      )
    }
    if (!waiting.has(name) && p95 > p95Limit(name)) {
      missed.push(`${name}: p95 is ${p95.toFixed(0)} ms, at most ${p95Limit(name)} ms are allowed`)
    }
  }
  if (composes.lost > 0) missed.push(`${composes.lost} accepted composes never came to an end`)
  if (composes.failure > 0)
    missed.push(`${composes.failure} composes failed, though every build was reported as a success`)
  if (composes.success === 0) missed.push('no compose was finished')
  return missed
}
