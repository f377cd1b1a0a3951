import { performance } from 'node:perf_hooks'
import { Logger, makeWorkerUtils, runTaskList } from 'graphile-worker'
import pg from 'pg'
import { summarise } from '../measure.js'
import type { Contender, ContenderKind } from './contender.js'

const logger = new Logger(() => () => undefined)

/** graphile-worker by its public calls: its own runner with one job per worker at a time and a task that does nothing. */
export const graphileWorker: ContenderKind = {
  async prepare(url) {
    const pgPool = new pg.Pool({ connectionString: url, max: 2 })
    const utils = await makeWorkerUtils({ pgPool, logger })
    await utils.migrate()
    await utils.release()
    await pgPool.end()
  },
  open: async (url, clients) => openRunner(url, clients),
  perSecond: 6_000,
}

function openRunner(url: string, clients: number): Contender {
  const pgPool = new pg.Pool({ connectionString: url, max: clients + 2 })
  pgPool.on('error', () => undefined)
  return {
    async fill(jobs) {
      // In one call: a call for each takes longer than what is measured.
      await pgPool.query(
        `SELECT count(*) FROM graphile_worker.add_jobs(ARRAY(
           SELECT json_populate_record(NULL::graphile_worker.job_spec,
             json_build_object('identifier', 'bench', 'payload', json_build_object('n', g)))
           FROM generate_series(1, $1::int) g))`,
        [jobs],
      )
    },
    async measure(concurrency, seconds) {
      const starts: number[] = []
      const started = performance.now()
      const pool = runTaskList(
        { concurrency, pollInterval: 1000, noHandleSignals: true, logger },
        { bench: () => void starts.push(performance.now()) },
        pgPool,
      )
      await new Promise((resolve) => setTimeout(resolve, seconds * 1000))
      const elapsed = (performance.now() - started) / 1000
      const done = starts.length
      await pool.gracefulShutdown()
      return { ...summarise([], elapsed), operations: done, perSecond: done / elapsed }
    },
    close: () => pgPool.end(),
  }
}
