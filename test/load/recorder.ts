/** What happened to one kind of call. */
export interface Tally {
  name: string
  count: number
  failed: number
  /** Milliseconds of the calls that were answered as expected; 0 without any. */
  mean: number
  p50: number
  p95: number
  p99: number
  max: number
  /** The first few failures, in words. */
  failures: string[]
}

interface Calls {
  durations: number[]
  failed: number
  failures: string[]
}

const keptFailures = 5

export type Recorder = ReturnType<typeof createRecorder>

/** Collects durations and failures by the name of the call. */
export function createRecorder() {
  const calls = new Map<string, Calls>()
  const of = (name: string): Calls => {
    const known = calls.get(name) ?? { durations: [], failed: 0, failures: [] }
    calls.set(name, known)
    return known
  }
  return {
    succeeded(name: string, milliseconds: number): void {
      of(name).durations.push(milliseconds)
    },
    failed(name: string, what: string): void {
      const { failures } = of(name)
      of(name).failed += 1
      if (failures.length < keptFailures) failures.push(what)
    },
    tallies: (): Tally[] =>
      [...calls].map(([name, { durations, failed, failures }]) => {
        const sorted = durations.toSorted((a, b) => a - b)
        const at = (share: number) =>
          sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? 0
        const mean = sorted.length > 0 ? sorted.reduce((sum, each) => sum + each, 0) / sorted.length : 0
        const max = sorted.at(-1) ?? 0
        const count = durations.length + failed
        return { name, count, failed, mean, p50: at(0.5), p95: at(0.95), p99: at(0.99), max, failures }
      }),
  }
}
