import { performance } from 'node:perf_hooks'
import { createJobQueue } from '@composer/jobqueue'
import type { BenchDatabase } from '../database.js'
import { percentile } from '../measure.js'
import type { Table } from '../table.js'
import { benchChannel, benchType, connect, insertHistory, insertReadyJobs } from './ours.js'

const operations = ['claim', 'renew', 'report', 'status'] as const
const rounds = 2_000

/** Latency of the four calls that workers and frontends make all day, against the amount of finished history. */
export async function historySection(database: BenchDatabase, histories: number[]): Promise<Table[]> {
  const db = connect(await database.createMigrated('history'), 2)
  const rows: { history: number; p50: number[] }[] = []
  let loaded = 0
  try {
    for (const history of histories) {
      await insertHistory(db, history - loaded)
      loaded = history
      rows.push({ history, p50: await latencies(db) })
      loaded += rounds
    }
  } finally {
    await db.destroy()
  }
  const base = rows[0]?.p50 ?? []
  return [
    {
      title: 'Latency against history (median, ms)',
      columns: ['finished jobs', ...operations, ...operations.map((name) => `${name} / at 0`)],
      rows: rows.map(({ history, p50 }) => [
        history.toLocaleString('en-US'),
        ...p50,
        ...p50.map((value, index) => value / (base[index] ?? Number.NaN)),
      ]),
      chart: { file: 'history.svg', x: 0, y: [1, 2, 3, 4], unit: 'ms, median' },
    },
  ]
}

async function latencies(db: ReturnType<typeof connect>): Promise<number[]> {
  const queue = createJobQueue({ db })
  await insertReadyJobs(db, rounds)
  const samples = operations.map((): number[] => [])
  const timed = async <T>(operation: number, work: () => Promise<T>): Promise<T> => {
    const started = performance.now()
    const result = await work()
    samples[operation]?.push(performance.now() - started)
    return result
  }
  for (let round = 0; round < rounds; round += 1) {
    const [job] = await timed(0, () =>
      queue.claim({ channel: benchChannel, types: [benchType], workers: [null] }),
    )
    if (!job) throw new Error('The backlog ran out')
    await timed(1, () => queue.renew(job.token, benchChannel))
    await timed(2, () =>
      queue.finish({
        token: job.token,
        channel: benchChannel,
        result: '{"packages":[]}',
        outcome: {},
        failed: false,
      }),
    )
    await timed(3, () => queue.readGraph(job.id, benchChannel))
  }
  return samples.map((values) =>
    percentile(
      values.toSorted((a, b) => a - b),
      0.5,
    ),
  )
}
