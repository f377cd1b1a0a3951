/** How a run is made: FUZZ_SEED repeats one, FUZZ_MINUTES makes it long, FUZZ_MEMORY_MIB puts the services in control groups. */
export interface FuzzSettings {
  seed: number
  /** Undefined: a fixed number of rounds. */
  minutes: number | undefined
  memoryMib: number | undefined
}

/** @throws Error naming what is no number */
export function fuzzSettings(environment: Record<string, string | undefined>): FuzzSettings {
  const read = (name: string): number | undefined => {
    const text = environment[name]
    if (text === undefined || text === '') return undefined
    if (!/^\d+(\.\d+)?$/.test(text)) throw new Error(`${name} is '${text}', which is no number`)
    return Number(text)
  }
  return {
    seed: read('FUZZ_SEED') ?? Math.floor(Math.random() * 2 ** 31),
    minutes: read('FUZZ_MINUTES'),
    memoryMib: read('FUZZ_MEMORY_MIB'),
  }
}

/** Tells how a run went, also when it passed: jest shows what was logged of failures only. */
export const tell = (sentence: string): void => void process.stderr.write(`${sentence}\n`)

/** The numbers of the rounds: `count` of them, or as many as begin in the time. */
export function* rounds({ minutes }: FuzzSettings, count: number): Generator<number> {
  const end = performance.now() + (minutes ?? 0) * 60_000
  for (let round = 0; minutes === undefined ? round < count : performance.now() < end; round += 1) yield round
}
