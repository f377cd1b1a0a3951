import { createJobQueue, type NewGraph } from '@composer/jobqueue'
import { cpuSecondsOf, ownCpuSeconds } from './cpu.js'
import type { BenchDatabase } from './database.js'
import { closedLoop, median, roundsWithin } from './measure.js'
import { connect } from './queue/ours.js'
import { buildReport, depsolveReport, manifestReport } from './real-bodies.js'
import { keepAlive, send } from './send.js'
import { startService } from './service-process.js'
import type { Table } from './table.js'

const base = '/api/image-builder-worker/v1'
const workers = 16
const warmUpSeconds = 2
/** No further round begins after it. */
const longestSeconds = 150
const kibibyte = 1024

/** What the jobs of a run report, by type. */
interface Kind {
  name: string
  reports: Record<string, string>
}

const smallBuild = buildReport(1)
const kinds: Kind[] = [
  { name: 'manifest of 1 KB, then a build with it', reports: pair(manifestReport(kibibyte), smallBuild) },
  ...[50, 164, 500].map((size) => ({
    name: `manifest of ${size} KB, then a build with it`,
    reports: pair(manifestReport(size * kibibyte), smallBuild),
  })),
  ...[100, 1000, 5000].map((size) => ({
    name: `manifest of 164 KB, then a build with a result of ${size} KB`,
    reports: pair(manifestReport(164 * kibibyte), buildReport(size * kibibyte)),
  })),
  { name: 'solved packages of 400 KB', reports: { depsolve: depsolveReport(400 * kibibyte) } },
]

function pair(manifest: string, build: string) {
  return { 'image-builder-manifest': manifest, osbuild: build }
}

/** Claim and report over HTTP with bodies as large as those of real builds: manifests travel as result and as dynamic arg. */
export async function bodiesSection(
  database: BenchDatabase,
  seconds: number,
  { quick }: { quick: boolean },
): Promise<Table[]> {
  let rounds = 0
  const runs = kinds.map((): Run[] => [])
  for (const round of roundsWithin(quick ? 1 : 3, longestSeconds)) {
    rounds = round + 1
    for (const [index, kind] of kinds.entries()) runs[index]?.push(await drive(database, kind, seconds))
  }
  const middle = (index: number, value: (run: Run) => number) => median(runs[index]?.map(value) ?? [])
  return [
    {
      title: `Claim and report with bodies of real sizes, ${workers} workers, one worker-api process`,
      columns: ['bodies', 'jobs/s', 'CPU ms a job: worker-api', 'Postgres', 'load generator', 'peak MiB'],
      rows: kinds.map(({ name }, index) => [
        name,
        middle(index, (run) => run.perSecond),
        middle(index, (run) => run.service),
        middle(index, (run) => run.postgres),
        middle(index, (run) => run.generator),
        middle(index, (run) => run.peak),
      ]),
      notes: [`medians of ${rounds} rounds in which all took turns`],
    },
  ]
}

interface Run {
  perSecond: number
  /** CPU milliseconds for each job. */
  service: number
  postgres: number
  generator: number
  peak: number
}

/** worker-api with a manifest of 164 KB as result of one job and as dynamic arg of the next, for `seconds`. */
export async function driveManifests(
  database: BenchDatabase,
  seconds: number,
  nodeOptions: string[],
): Promise<void> {
  const reports = pair(manifestReport(164 * kibibyte), smallBuild)
  await drive(database, { name: 'manifests', reports }, seconds, nodeOptions)
}

async function drive(
  database: BenchDatabase,
  { reports }: Kind,
  seconds: number,
  nodeOptions: string[] = [],
): Promise<Run> {
  const url = await database.createMigrated('bodies')
  const db = connect(url, 8)
  const queue = createJobQueue({ db })
  const types = Object.keys(reports)
  const bytes = Object.values(reports).reduce((sum, { length }) => sum + length, 0)
  // More than can be done in the time: a queue that runs empty would be measured as slow.
  const graphs = Math.ceil(((seconds + warmUpSeconds) * 2500) / types.length / (1 + bytes / (64 * kibibyte)))
  for (let made = 0; made < graphs; made += 100)
    await Promise.all(Array.from({ length: 100 }, () => queue.enqueue(graphOf(types))))
  const service = await startService('worker-api', { DATABASE_URL: url }, nodeOptions)
  const agent = keepAlive(workers)
  const question = JSON.stringify({ types, arch: 'x86_64' })
  const bodies = new Map(Object.entries(reports).map(([type, text]) => [type, Buffer.from(text)]))
  try {
    const step = async (): Promise<boolean> => {
      const job = await send(agent, `${service.url}${base}/jobs`, 'POST', question)
      if (job.status !== 201) return false
      const head = job.body.toString('latin1', 0, 1024)
      const [location = '', type = ''] = [/"location":"([^"]+)"/, /"type":"([^"]+)"/].map(
        (pattern) => pattern.exec(head)?.[1],
      )
      const report = await send(agent, `${service.url}${location}`, 'PATCH', bodies.get(type) ?? '')
      if (report.status !== 200)
        throw new Error(`A report was answered ${report.status}: ${report.body.toString()}`)
      return true
    }
    await closedLoop(workers, warmUpSeconds, step)
    const before = await usage()
    const measured = await closedLoop(workers, seconds, step)
    const after = await usage()
    const perJob = (part: keyof typeof after) => ((after[part] - before[part]) * 1000) / measured.operations
    const failed = await db('jobs').where({ failed: true }).first('outcome')
    if (failed) throw new Error(`A result was refused: ${JSON.stringify(failed)}`)
    return {
      perSecond: measured.perSecond,
      service: perJob('service'),
      postgres: perJob('postgres'),
      generator: perJob('generator'),
      peak: (await service.memory()).peak,
    }
  } finally {
    agent.destroy()
    await service.stop()
    await db.destroy()
  }

  async function usage() {
    return {
      service: await cpuSecondsOf(service.pid),
      postgres: await database.cpuSeconds(),
      generator: ownCpuSeconds(),
    }
  }
}

/** One job, or two of which the second gets the result of the first. */
function graphOf([first = '', second]: string[]): NewGraph {
  const args = JSON.stringify({ targets: [], padding: 'x'.repeat(2048) })
  return {
    channel: '',
    kind: second === undefined ? 'depsolve' : 'image',
    jobs: [
      { ref: 'first', type: first, role: 'manifest', args, dependsOn: [] },
      ...(second === undefined
        ? []
        : [{ ref: 'second', type: `${second}:x86_64`, role: 'build', args, dependsOn: [{ ref: 'first' }] }]),
    ],
    request: null,
    retentionSeconds: 3600,
  }
}
