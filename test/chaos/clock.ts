import { rename, writeFile } from 'node:fs/promises'

/** The wall clock of one process, which can be set; how time passes for its timers is left alone. */
export interface Clock {
  environment: Record<string, string>
  /** Seconds from the true time. */
  set(seconds: number): Promise<void>
}

/** @param library of libfaketime, which reads the file again every second */
export async function createClock(library: string, file: string): Promise<Clock> {
  const set = async (seconds: number) => {
    // In one step: the process may read at any moment.
    await writeFile(`${file}.new`, `${seconds < 0 ? '' : '+'}${seconds}\n`, { mode: 0o644 })
    await rename(`${file}.new`, file)
  }
  await set(0)
  return {
    environment: {
      LD_PRELOAD: library,
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_CACHE_DURATION: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    },
    set,
  }
}
