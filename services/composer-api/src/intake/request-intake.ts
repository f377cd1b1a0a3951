import { randomInt } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { argsFault, jobTypes } from '@composer/contracts'
import { BodyAbortedError } from '@composer/service-kit'
import { createWorkPool } from '@composer/work-pool'
import type { CatalogHolder } from '../catalog/catalog-holder.js'
import type { PlanContext } from '../plan/context.js'
import { prepareReaders, type ReadOperationId, type ReadRequest, type RequestToRead } from './read-request.js'
import { createReadingThreads } from './reading-threads.js'

export interface RequestIntakeOptions {
  catalog: CatalogHolder
  /** Threads that read large requests. */
  threads: number
  manifests: PlanContext['manifests']
  now: () => Date
}

/** Who asks for what. */
export interface Arrived {
  channel: string
  operation: ReadOperationId
  rawBody: Buffer
  /** Aborted when the caller goes away. */
  signal: AbortSignal
}

export interface RequestIntake {
  /**
   * Compiles what checks bodies and the args of jobs, one kind in each turn of the event loop: a start need not wait for it,
   * and the first request should not have to.
   */
  prepare(): Promise<void>
  /**
   * Small requests at once, large ones in threads, in turns of the tenants.
   * @param hashes in the place of the passwords that the first reading found
   * @throws BodyAbortedError when the caller went away
   */
  read(arrived: Arrived, hashes?: readonly string[]): Promise<ReadRequest>
  /** Large requests that wait for a thread, and those under way. */
  load(): { waiting: number; running: number }
  close(): Promise<void>
}

/** Bytes: a smaller body is read in a few milliseconds. */
export const smallBody = 128 * 1024
const mebibyte = 1024 * 1024

const operations: readonly ReadOperationId[] = ['postCompose', 'postDepsolveBlueprint', 'postSearchPackages']
const noMembers = Buffer.from('{}')

/** Largest value `randomInt` can give; the generators that take a seed need no more. */
const SEEDS = 2 ** 48 - 1

/** Turns bodies into jobs without holding the event loop up: for how much of them waits, see the reader of bodies. */
export function createRequestIntake({
  catalog,
  threads,
  manifests,
  now,
}: RequestIntakeOptions): RequestIntake {
  const readerOf = prepareReaders()
  const aside = createReadingThreads(catalog, threads)
  const pool = createWorkPool<RequestToRead, ReadRequest>({
    threads,
    maxWaiting: Number.POSITIVE_INFINITY,
    maxWaitingOfOwner: Number.POSITIVE_INFINITY,
    execute: aside.read,
  })
  const planNow = () => ({ now: now(), seed: randomInt(SEEDS), manifests })
  return {
    async prepare() {
      for (const operation of operations) {
        await nextTurn()
        await readerOf(catalog.current())({ operation, rawBody: noMembers, plan: planNow() })
      }
      for (const name of Object.keys(jobTypes)) {
        await nextTurn()
        argsFault(name, {})
      }
    },
    async read({ channel, operation, rawBody, signal }, hashes) {
      const task = { operation, rawBody, plan: planNow(), ...(hashes && { hashes }) }
      if (rawBody.length <= smallBody) return readerOf(catalog.current())(task)
      const piece = { task, cost: Math.ceil(rawBody.length / mebibyte) }
      try {
        const [read] = await pool.run(channel, [piece], signal)
        if (!read) throw new Error('A thread answered nothing')
        return read
      } catch (error) {
        if (signal.aborted) throw new BodyAbortedError('The caller went away')
        throw error
      }
    },
    load: pool.load,
    close: aside.close,
  }
}
