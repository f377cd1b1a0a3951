import { performance } from 'node:perf_hooks'
import { createJobQueue } from '@composer/jobqueue'
import { openTab } from './console-tab.js'
import type { BenchDatabase } from './database.js'
import { median } from './measure.js'
import { benchChannel, benchType, connect, emptyQueue, insertReadyJobs } from './queue/ours.js'
import { startService } from './service-process.js'
import type { Table } from './table.js'

/** What people on call cost the service whose internal port they look at, and what their records cost the queue. */
export async function consoleSection(database: BenchDatabase, seconds: number): Promise<Table[]> {
  return [await idleTabs(database, seconds), await recordsOfAttempts(database)]
}

const tabs = [0, 1, 20]

/** Idle: nothing changes, and so many tabs listen. */
async function idleTabs(database: BenchDatabase, seconds: number): Promise<Table> {
  const url = await database.createMigrated('console_tabs')
  const db = connect(url, 1)
  await db.destroy()
  const service = await startService('composer-api', { DATABASE_URL: url, CONSOLE: 'read-only' })
  const listening = new AbortController()
  const rows: Table['rows'] = []
  let open = 0
  try {
    for (const wanted of tabs) {
      for (; open < wanted; open += 1) await openTab(service.internalUrl, listening.signal)
      await pause(2)
      const statements = await database.statements(url)
      const cpu = await service.cpuSeconds()
      await pause(seconds)
      const used = (await service.cpuSeconds()) - cpu
      const asked = (await database.statements(url)) - statements
      rows.push([wanted, asked / seconds, (used / seconds) * 100, (await service.memory()).now])
    }
  } finally {
    listening.abort()
    await service.stop()
  }
  return {
    title: 'Console tabs on one idle composer-api process',
    columns: ['open tabs', 'queries/s', 'CPU %', 'resident MiB'],
    rows,
  }
}

const trigger = 'attempt_ended'
const kinds = ['claim', 'progress', 'report', 'give back'] as const
/** With and without in the order of a Thue-Morse sequence, so that neither is always the later one. */
const turns = [0, 1, 1, 0, 1, 0, 0, 1, 1, 0, 0, 1, 0, 1, 1, 0].map(Boolean)
const jobsPerTurn = 300

/**
 * The statements that change a job, with the trigger that records attempts and without it, in turns on one database:
 * a neighbour on the machine disturbs both alike. Commits do not wait for the disk, which would hide the difference.
 */
async function recordsOfAttempts(database: BenchDatabase): Promise<Table> {
  const db = connect(await database.createMigrated('console_records'), 1)
  const bare = kinds.map((): number[] => [])
  const recorded = kinds.map((): number[] => [])
  try {
    await db.raw('SET synchronous_commit = off')
    await insertReadyJobs(db, jobsPerTurn)
    await runJobs(
      db,
      kinds.map(() => []),
    ) // Until everything is compiled and cached.
    for (const records of turns) {
      await db.raw(`ALTER TABLE jobs ${records ? 'ENABLE' : 'DISABLE'} TRIGGER ${trigger}`)
      await emptyQueue(db)
      await insertReadyJobs(db, jobsPerTurn)
      await runJobs(db, records ? recorded : bare)
    }
  } finally {
    await db.destroy()
  }
  return {
    title: 'What the records of attempts cost (median, ms)',
    columns: ['statement', 'without', 'with', 'with / without'],
    rows: kinds.map((kind, index) => {
      const [without, with_] = [median(bare[index] ?? []), median(recorded[index] ?? [])]
      return [kind, without, with_, with_ / without]
    }),
  }
}

/** Takes each job, gives it back, takes it again and ends it. */
async function runJobs(db: ReturnType<typeof connect>, samples: number[][]): Promise<void> {
  const queue = createJobQueue({ db })
  const timed = async <T>(kind: (typeof kinds)[number], work: () => Promise<T>): Promise<T> => {
    const started = performance.now()
    const answer = await work()
    samples[kinds.indexOf(kind)]?.push(performance.now() - started)
    return answer
  }
  const claim = async () => {
    const [job] = await timed('claim', () =>
      queue.claim({ channel: benchChannel, types: [benchType], workers: [null] }),
    )
    if (!job) throw new Error('The backlog ran out')
    return job
  }
  for (let done = 0; done < jobsPerTurn; done += 1) {
    const returned = await claim()
    await timed('give back', () => queue.unclaim(returned.token))
    const { token } = await claim()
    await timed('progress', () => queue.reportProgress(token, benchChannel, { done: 1, total: 2 }))
    const report = { token, channel: benchChannel, result: '{"packages":[]}', outcome: {}, failed: false }
    await timed('report', () => queue.finish(report))
  }
}

const pause = (seconds: number) => new Promise<void>((resolve) => setTimeout(resolve, seconds * 1000))
