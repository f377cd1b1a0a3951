import { performance } from 'node:perf_hooks'
import { Logger, makeWorkerUtils, runTaskList } from 'graphile-worker'
import pg from 'pg'
import { summarise } from '../measure.js'
import type { Contender } from './contender.js'

const logger = new Logger(() => () => undefined)

/** graphile-worker by its public calls: its own runner with one job per worker at a time and a task that does nothing. */
export async function graphileWorker(url: string, clients: number): Promise<Contender> {
  const pgPool = new pg.Pool({ connectionString: url, max: clients + 2 })
  pgPool.on('error', () => undefined)
  const utils = await makeWorkerUtils({ pgPool, logger })
  await utils.migrate()
  return {
    async fill(jobs) {
      await pgPool.query('DELETE FROM graphile_worker._private_jobs')
      await pgPool.query(
        `SELECT graphile_worker.add_job('bench', json_build_object('n', g)) FROM generate_series(1, $1::int) g`,
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
    async close() {
      await utils.release()
      await pgPool.end()
    },
  }
}
