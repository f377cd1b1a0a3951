import { performance } from 'node:perf_hooks'

/** What one run of closed-loop clients saw. Latencies in milliseconds. */
export interface Measured {
  operations: number
  perSecond: number
  p50: number
  p99: number
}

/**
 * Runs `clients` closed loops of `step` until `seconds` are over.
 * @param step one operation; resolves false when there is nothing left to do, which ends that client.
 */
export async function closedLoop(
  clients: number,
  seconds: number,
  step: (client: number) => Promise<boolean>,
): Promise<Measured> {
  const latencies: number[] = []
  const started = performance.now()
  const deadline = started + seconds * 1000
  await Promise.all(
    Array.from({ length: clients }, async (_, client) => {
      for (let now = performance.now(); now < deadline; now = performance.now()) {
        if (!(await step(client))) return
        latencies.push(performance.now() - now)
      }
    }),
  )
  return summarise(latencies, (performance.now() - started) / 1000)
}

/**
 * The same at a rate that does not depend on the answers: the clients take turns to begin. Who is late begins at once, so
 * that a rate beyond what can be done is a closed loop.
 */
export async function pacedLoop(
  { clients, perSecond }: { clients: number; perSecond: number },
  seconds: number,
  step: (client: number) => Promise<boolean>,
): Promise<Measured> {
  const latencies: number[] = []
  const started = performance.now()
  const deadline = started + seconds * 1000
  await Promise.all(
    Array.from({ length: clients }, async (_, client) => {
      for (let turn = client; ; turn += clients) {
        const due = started + (turn / perSecond) * 1000
        if (due >= deadline || performance.now() >= deadline) return
        const early = due - performance.now()
        if (early > 0) await new Promise((resolve) => setTimeout(resolve, early))
        const begun = performance.now()
        if (!(await step(client))) return
        latencies.push(performance.now() - begun)
      }
    }),
  )
  return summarise(latencies, (performance.now() - started) / 1000)
}

export function summarise(latencies: number[], seconds: number): Measured {
  const sorted = latencies.toSorted((a, b) => a - b)
  return {
    operations: sorted.length,
    perSecond: sorted.length / seconds,
    p50: percentile(sorted, 0.5),
    p99: percentile(sorted, 0.99),
  }
}

/** @param sorted ascending; an empty list gives NaN, which the tables print as a dash. */
export function percentile(sorted: number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

/**
 * The numbers of `most` rounds; no round begins when `seconds` have passed since the first one did. An odd number of
 * rounds has a middle one.
 */
export function* roundsWithin(most: number, seconds: number): Generator<number> {
  const deadline = performance.now() + seconds * 1000
  for (let round = 0; round < most && (round === 0 || performance.now() < deadline); round += 1) yield round
}

/** The middle one; NaN of none. Robust against a round that a neighbour on the machine has disturbed. */
export function median(values: number[]): number {
  return percentile(
    values.toSorted((a, b) => a - b),
    0.5,
  )
}
