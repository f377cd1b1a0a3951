import { createThreads, type Threads } from '@composer/work-pool'
import type { Catalog } from '../catalog/catalog.js'
import type { CatalogHolder } from '../catalog/catalog-holder.js'
import type { ReadRequest, RequestReader } from './read-request.js'

export interface ReadingThreads {
  /** Reads with the catalogue that is in use when it begins. */
  read: RequestReader
  close(): Promise<void>
}

/** The same file from src and from dist: threads run what is compiled. */
const module = new URL('../../dist/intake/read-in-thread.js', import.meta.url)

/** Twice what the worst body takes. */
const heapMib = 256
/** Starting one takes a second: the validators are compiled, and the catalogue is made. */
const idleMs = 10 * 60_000

interface Crew {
  catalog: Catalog
  threads: Threads
  reading: number
}

/** Threads that read requests. They have a catalogue of their own, so another one needs other threads. */
export function createReadingThreads(catalog: CatalogHolder, threads: number): ReadingThreads {
  const hire = (current: Catalog): Crew => ({
    catalog: current,
    threads: createThreads({ module, name: 'readInThread', threads, data: current.source, heapMib, idleMs }),
    reading: 0,
  })
  let crew = hire(catalog.current())
  const dismissed = new Set<Crew>()

  const dismissIdle = async (): Promise<void> => {
    const idle = [...dismissed].filter(({ reading }) => reading === 0)
    for (const one of idle) dismissed.delete(one)
    await Promise.all(idle.map((one) => one.threads.close()))
  }
  return {
    async read(request) {
      const current = catalog.current()
      if (crew.catalog !== current) {
        dismissed.add(crew)
        crew = hire(current)
      }
      const mine = crew
      mine.reading += 1
      try {
        return await mine.threads.execute<typeof request, ReadRequest>(request)
      } finally {
        mine.reading -= 1
        await dismissIdle()
      }
    },
    async close() {
      await Promise.all([crew, ...dismissed].map((one) => one.threads.close()))
    },
  }
}
