import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BenchDatabase } from './database.js'
import { driveManifests } from './bodies.js'
import { driveComposer } from './http.js'
import type { Table } from './table.js'
import { roundTrips } from './worker-load.js'

/** What V8 writes with --cpu-prof. Times in microseconds. */
interface CpuProfile {
  nodes: {
    id: number
    callFrame: { functionName: string; url: string }
    children?: number[]
  }[]
  samples: number[]
  timeDeltas: number[]
}

const shown = 18
/** Modules are loaded and schemas compiled before: that is not what requests cost. */
const startUpSeconds = 4

/** Where the CPU time of the hottest paths goes: the process's own time by package, from V8's sampling profiler. */
export async function profileSection(database: BenchDatabase, seconds: number): Promise<Table[]> {
  const paths: [string, (nodeOptions: string[]) => Promise<unknown>][] = [
    [
      'worker-api: request a job and report it',
      (nodeOptions) => roundTrips(database, 1, 2 * seconds, { nodeOptions }),
    ],
    [
      'worker-api: a manifest of 164 KB, reported and handed out',
      (nodeOptions) => driveManifests(database, 2 * seconds + startUpSeconds, nodeOptions),
    ],
    [
      'composer-api: GET status',
      (nodeOptions) => driveComposer(database, 'status', 2 * seconds + startUpSeconds, nodeOptions),
    ],
    [
      'composer-api: POST /compose',
      (nodeOptions) => driveComposer(database, 'compose', 2 * seconds + startUpSeconds, nodeOptions),
    ],
  ]
  const tables: Table[] = []
  for (const [name, drive] of paths) {
    const shares = await profiled(drive)
    tables.push({
      title: `CPU profile of ${name}`,
      columns: ['code', '% of the busy time'],
      rows: shares.slice(0, shown),
    })
  }
  return tables
}

async function profiled(drive: (nodeOptions: string[]) => Promise<unknown>): Promise<[string, number][]> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-profile-'))
  try {
    await drive(['--cpu-prof', '--cpu-prof-interval=250', `--cpu-prof-dir=${folder}`])
    const [file] = await readdir(folder)
    if (!file) throw new Error('The service left no profile')
    return sharesByCode(JSON.parse(await readFile(join(folder, file), 'utf8')) as CpuProfile)
  } finally {
    await rm(folder, { recursive: true })
  }
}

function sharesByCode({ nodes, samples, timeDeltas }: CpuProfile): [string, number][] {
  const codeOf = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]))
  const times = new Map<string, number>()
  let elapsed = 0
  let busy = 0
  for (const [index, sample] of samples.entries()) {
    const time = timeDeltas[index] ?? 0
    elapsed += time
    const code = codeOf.get(sample)
    if (elapsed < startUpSeconds * 1e6 || code === undefined || code === '(idle)') continue
    busy += time
    times.set(code, (times.get(code) ?? 0) + time)
  }
  return [...times]
    .map(([code, time]): [string, number] => [code, (time / busy) * 100])
    .sort(([, one], [, other]) => other - one)
}

/** The package, the part of Node, or the native function that a frame belongs to. */
function nameOf({ functionName, url }: { functionName: string; url: string }): string {
  if (url.startsWith('node:'))
    return `node: ${
      url
        .slice(5)
        .replace(/^internal\//, '')
        .split('/')[0] ?? ''
    }`
  const dependency = /.*\/node_modules\/(@[^/]+\/[^/]+|[^/]+)\//.exec(url)?.[1]
  const own = /\/(packages|services)\/([^/]+)\//.exec(url)
  return dependency ?? (own ? `${own[1]}/${own[2]}` : functionName || '(anonymous)')
}
