import { setTimeout as pause } from 'node:timers/promises'
import { startDemoWorker, type DemoWorker } from '@composer/dev-stack'
import { openArena, type Arena } from './arena.js'
import { startBadWorkers } from './bad-workers.js'
import { startClients, tenants, type Accepted } from './clients.js'
import type { Fault } from './faults.js'
import { createRandom } from './random.js'
import { brokenRules } from './sql/broken-rules.js'

export interface ChaosOptions {
  folder: string
  seed: number
  /** Faults begin within this time. */
  seconds: number
  /** The first round goes through them in order. */
  kinds: readonly Fault[]
  say(line: string): void
}

export interface ChaosReport {
  composes: number
  requeues: number
  faults: Record<string, number>
  /** Longest time from the end of a fault until a compose was accepted again, in milliseconds, by kind. */
  recovery: Record<string, number>
  clientErrors: number
  badWorkers: Record<string, number>
  /** Empty when everything held. */
  violations: string[]
}

/** Within this time after the last fault every compose has ended: three leases, and the work itself. */
const settleMs = 90_000
/** Errors end this long after the end of a fault. */
const recoveryMs = 5000

/** Breaks one thing after the other under load, and checks from outside what must hold. */
export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const arena = await openArena(options.folder)
  try {
    return await breakThings(arena, options)
  } finally {
    await arena.stop()
  }
}

async function breakThings(arena: Arena, { seed, seconds, kinds, say }: ChaosOptions): Promise<ChaosReport> {
  const random = createRandom(seed)
  const started = performance.now()
  const now = () => performance.now() - started
  const report: ChaosReport = {
    composes: 0,
    requeues: 0,
    faults: {},
    recovery: {},
    clientErrors: 0,
    badWorkers: {},
    violations: [],
  }
  const workers = startWorkers(arena)
  const clients = startClients(arena, random, now)
  const badWorkers = startBadWorkers(arena, random)
  try {
    for (let round = 0; now() < seconds * 1000; round += 1) {
      // The first round is in order, so that a short run has seen each kind.
      const fault = kinds[round] ?? random.pick(kinds)
      const begun = now()
      await fault.run(arena, random)
      report.faults[fault.kind] = (report.faults[fault.kind] ?? 0) + 1
      const recovered = await untilWritable(clients)
      report.recovery[fault.kind] = Math.max(report.recovery[fault.kind] ?? 0, recovered)
      if (recovered > recoveryMs)
        report.violations.push(`after '${fault.kind}' no compose was accepted for ${recovered} ms`)
      say(`${Math.round(begun / 1000)} s  ${fault.kind}: back after ${recovered} ms`)
      report.violations.push(...(await brokenRules(arena.look(), false)))
      await pause(500 + random.below(1500))
    }
  } finally {
    await badWorkers.stop()
    await clients.stop()
  }
  report.composes = clients.log.accepted.length
  report.clientErrors = clients.log.errors.length
  report.badWorkers = Object.fromEntries(badWorkers.log.answers)
  report.violations.push(
    ...badWorkers.log.successes.map((what) => `a bad worker's trick was answered as it must not be: ${what}`),
    ...clients.log.contradictions.map((id) => `one idempotency key has two composes, one is ${id}`),
    ...(await settle(arena, clients.ask, clients.log.accepted)),
  )
  await Promise.all(workers.map((worker) => worker.stop()))
  const { rows } = await arena
    .look()
    .raw<{ rows: { requeues: number }[] }>(
      'SELECT coalesce(sum(greatest(attempt - 1, 0)), 0)::integer AS requeues FROM jobs',
    )
  report.requeues = rows[0]?.requeues ?? 0
  return report
}

/** Two workers of each tenant, one at each instance. */
function startWorkers(arena: Arena): DemoWorker[] {
  const started: DemoWorker[] = []
  for (const tenant of tenants) {
    for (const { port } of arena.services.filter(({ name }) => name === 'worker-api')) {
      started.push(
        startDemoWorker({
          api: {
            url: `http://127.0.0.1:${port}`,
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

type Ask = ReturnType<typeof startClients>['ask']

/** Milliseconds until a compose is accepted. */
async function untilWritable({ log }: ReturnType<typeof startClients>): Promise<number> {
  const begun = performance.now()
  const before = log.accepted.length
  while (log.accepted.length === before) await pause(20)
  return Math.round(performance.now() - begun)
}

async function settle(arena: Arena, ask: Ask, accepted: readonly Accepted[]): Promise<string[]> {
  const deadline = performance.now() + settleMs
  let broken = await brokenRules(arena.look(), true)
  while (broken.length > 0 && performance.now() < deadline) {
    await pause(1000)
    broken = await brokenRules(arena.look(), true)
  }
  for (const { id, tenant, deleted } of accepted) {
    const answer = await ask(tenant, 'GET', `/composes/${id}`)
    if (answer?.status === 404 && deleted) continue
    if (answer?.status !== 200) broken.push(`compose ${id} was accepted and is answered ${answer?.status}`)
    else if (answer.body.status === 'pending') broken.push(`compose ${id} has not ended`)
  }
  for (const service of arena.services)
    if (!(await service.isReady())) broken.push(`${service.name} at ${service.port} is not ready again`)
  return broken
}
