import { createThreads, type Threads } from '@composer/work-pool'
import type { Catalog } from '../catalog/catalog.js'
import type { CatalogHolder } from '../catalog/catalog-holder.js'
import type { ReadRequest, RequestReader } from './read-request.js'

export interface ReadingThreads {
  /** Reads a request with the catalogue that is in use when the reading begins. */
  read: RequestReader
  close(): Promise<void>
}

/** Threads need compiled code. This path is right both from `src` and from `dist`. */
const module = new URL('../../dist/intake/read-in-thread.js', import.meta.url)

/** Mebibytes: twice what the most expensive body needs. */
const heapMib = 256
/**
 * Milliseconds until an idle thread ends. A start takes a second: it compiles the validators and builds the catalogue.
 */
const idleMs = 10 * 60_000

interface Crew {
  catalog: Catalog
  threads: Threads
  reading: number
}

/** Threads that read requests. Each has its own copy of the catalogue, so new threads are started after a reload. */
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
