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

/** A request that has arrived: who sent it, and what it asks for. */
export interface Arrived {
  channel: string
  operation: ReadOperationId
  rawBody: Buffer
  /** Aborted when the caller goes away. */
  signal: AbortSignal
}

export interface RequestIntake {
  /**
   * Compiles the validators of bodies and of job args in advance, one in each turn of the event loop. The start of the
   * service need not wait for it, and the first request is then not slowed down by it.
   */
  prepare(): Promise<void>
  /**
   * Turns a request into jobs: a small one at once, a large one in a thread. Tenants take turns in the use of the threads.
   * @param hashes replace the passwords that the first reading found, in the same order
   * @throws BodyAbortedError when the caller has gone away
   */
  read(arrived: Arrived, hashes?: readonly string[]): Promise<ReadRequest>
  /** The numbers of large requests that wait for a thread and that a thread reads. */
  load(): { waiting: number; running: number }
  close(): Promise<void>
}

/** Bytes: a body up to this size is read in a few milliseconds. */
export const smallBody = 128 * 1024
const mebibyte = 1024 * 1024

const operations: readonly ReadOperationId[] = ['postCompose', 'postDepsolveBlueprint', 'postSearchPackages']
const noMembers = Buffer.from('{}')

/** The largest limit that `randomInt` accepts; seeds need no wider range. */
const SEEDS = 2 ** 48 - 1

/**
 * Turns bodies into jobs without blocking the event loop. The queue for threads has no limit: `createBodyBudget` has
 * one.
 */
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
