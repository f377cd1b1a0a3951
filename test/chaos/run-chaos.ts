import { startDemoWorker, type DemoWorker } from '@composer/dev-stack'
import { openArena, type Arena, type Shape } from './arena.js'
import { startBadWorkers } from './bad-workers.js'
import { startSlowClients } from './bad-input/slow-clients.js'
import { createCaller, tenants } from './caller.js'
import { startClients } from './clients.js'
import { injectFaults, type InjectionPlan } from './inject-faults.js'
import { judgeErrors, type KindReport, type Round } from './judge-errors.js'
import { judgeReadiness, type Span } from './judge-readiness.js'
import type { Means } from './means.js'
import { startProbes } from './probes.js'
import { createRandom } from './random.js'
import { checkComposes, checkEnd, checkMetrics, checkResults, untilAtRest } from './settle.js'
import { countRequeues } from './sql/count-jobs.js'

export interface ChaosOptions extends InjectionPlan {
  folder: string
  shape: Shape
  means: Means
  seed: number
}

export interface ChaosReport {
  shape: Shape
  seconds: number
  injected: number
  /** How often more than one fault was done at the same time. */
  together: number
  composes: number
  clones: number
  downloads: number
  requeues: number
  /** Composes and results that only a lost primary had. */
  lost: { composes: number; results: number }
  faults: Record<string, KindReport>
  clientErrors: number
  awaited: Record<string, number>
  badWorkers: Record<string, number>
  /** Connections that were closed on them. */
  slowClients: Record<string, number>
  memoryMib: Record<string, number>
  missing: string[]
  /** Empty when everything held. */
  violations: string[]
}

/** The limit of the charts. */
const memoryLimitMib = 512

/** Breaks one thing after the other under load, and checks from outside what must hold. */
export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const arena = await openArena(options.folder, options.shape, options.means)
  const interrupted = () => void arena.stop().finally(() => process.exit(1))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, interrupted)
  try {
    return await breakThings(arena, options)
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, interrupted)
    await arena.stop()
  }
}

async function breakThings(arena: Arena, options: ChaosOptions): Promise<ChaosReport> {
  const random = createRandom(options.seed)
  const started = performance.now()
  const now = () => performance.now() - started
  const caller = createCaller(arena)
  const workers = startWorkers(arena)
  const probes = startProbes(arena, caller, now)
  const clients = startClients(arena, caller, random, now)
  const slowClients = startSlowClients(arena)
  const badWorkers = startBadWorkers(arena, caller, random)
  const violations: string[] = []
  const rounds: Round[] = []
  const excused = new Map<string, Span[]>()
  try {
    await injectFaults(arena, options, { random, now, clients, probes, rounds, excused, violations })
  } finally {
    await badWorkers.stop()
    await clients.stop()
    violations.push(...(await slowClients.stop()))
  }
  const seconds = Math.round(now() / 1000)
  violations.push(...(await untilAtRest(arena)))
  await probes.stop()
  const { kinds, violations: late } = judgeErrors(rounds, clients.log.errors)
  violations.push(...late)
  const busiest = Math.max(0, ...rounds.map(({ calmMs }) => calmMs))
  for (const [id, seen] of probes.seen)
    violations.push(...judgeReadiness(seen, excused.get(id), busiest).map((words) => `${id} ${words}`))
  for (const [id, mib] of Object.entries(probes.memory))
    if (mib > memoryLimitMib) violations.push(`${id} took ${Math.round(mib)} MiB of memory`)
  violations.push(...clients.log.violations, ...badWorkers.violations)
  violations.push(...(await checkComposes(arena, caller, clients.log)))
  violations.push(...(await checkResults(arena, badWorkers)))
  const requeues = await countRequeues(arena.databases.look())
  await Promise.all(workers.map((worker) => worker.stop()))
  violations.push(...(await checkMetrics(arena, caller)), ...(await untilAtRest(arena)))
  violations.push(...(await checkEnd(arena, requeues)))
  const { lost } = arena.databases
  return {
    shape: arena.shape,
    seconds,
    injected: rounds.flatMap(({ faults }) => faults).length,
    together: rounds.filter(({ faults }) => faults.length > 1).length,
    composes: clients.log.accepted.length,
    clones: clients.log.clones.length,
    downloads: clients.log.downloads,
    requeues,
    lost: { composes: lost.composes.size, results: lost.results.size },
    faults: kinds,
    clientErrors: clients.log.errors.length,
    awaited: clients.log.awaited,
    badWorkers: badWorkers.answers,
    slowClients: slowClients.closed,
    memoryMib: Object.fromEntries(Object.entries(probes.memory).map(([id, mib]) => [id, Math.round(mib)])),
    missing: arena.missing,
    violations,
  }
}

/** Two workers of each tenant, one at each instance. */
function startWorkers(arena: Arena): DemoWorker[] {
  const started: DemoWorker[] = []
  for (const tenant of tenants) {
    for (const { name, front } of arena.services) {
      if (name !== 'worker-api') continue
      started.push(
        startDemoWorker({
          api: {
            url: `http://127.0.0.1:${front.port}`,
            oauth: { url: arena.tokenUrl, clientId: tenant, clientSecret: 'any' },
          },
          arch: 'x86_64',
          workMs: 300,
          heartbeatMs: 1000,
          log: { info() {}, warn() {} },
        }),
      )
    }
  }
  return started
}
