import { chmod, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import getPort from 'get-port'
import { migrate } from '@composer/db'
import { startLocalPostgres } from '@composer/local-postgres'
import knex from 'knex'
import { startLoad, type LoadReport } from '../load/run-load.js'
import { startInstance, type Instance, type ServiceName, type Slot } from './instance.js'
import { applyNextMigration } from './next-migration.js'
import { startProxy } from './proxy.js'

export interface RehearsalOptions {
  haproxy: string
  /** Empty; holds the database and the logs afterwards. */
  folder: string
  users: number
  workers: number
  /** Load before the first step, between two steps, and after the last. */
  settleMs: number
  say(line: string): void
}

/** Between leaving the proxy and the stop signal, as a preStop hook has it: connections on their way still arrive. */
const preStopMs = 500

/**
 * A rolling upgrade on one machine: two instances of each service behind HAProxy, load on both, the next release's
 * migration applied, then every instance replaced, one after the other.
 */
export async function rehearse(options: RehearsalOptions): Promise<LoadReport> {
  const cleanUp = new Set<() => void | Promise<void>>()
  try {
    return await upgradeUnderLoad(options, cleanUp)
  } finally {
    for (const step of [...cleanUp].reverse()) await step()
  }
}

async function upgradeUnderLoad(
  { folder, say, haproxy, settleMs, users, workers }: RehearsalOptions,
  cleanUp: Set<() => void | Promise<void>>,
): Promise<LoadReport> {
  const databaseUrl = await startDatabase(folder, cleanUp)
  const slots = await makeSlots()
  const instances = new Map<Slot, Instance>()
  cleanUp.add(() => instances.forEach((instance) => instance.kill()))
  const start = async (slot: Slot) => {
    const log = join(folder, `${slot.service}-${slot.name}.log`)
    instances.set(slot, await startInstance(slot, databaseUrl, log))
  }
  for (const slot of slots) await start(slot)
  const ports = {
    'composer-api': await getPort({ host: '127.0.0.1' }),
    'worker-api': await getPort({ host: '127.0.0.1' }),
  }
  const proxy = await startProxy(haproxy, folder, ports, slots)
  cleanUp.add(() => proxy.stop())
  say(`two instances of each service behind ${haproxy}`)

  const load = startLoad({ ...loadShape, ...urls(ports), users, workers })
  const replace = async (slot: Slot) => {
    const started = performance.now()
    await proxy.drain(slot)
    await pause(preStopMs)
    await instances.get(slot)?.stop()
    const stopped = since(started)
    await start(slot)
    await proxy.admit(slot)
    say(`replaced ${slot.service} ${slot.name}: stopped after ${stopped}, back after ${since(started)}`)
  }
  try {
    await pause(settleMs)
    const started = performance.now()
    await applyNextMigration(databaseUrl)
    say(`the next release's migration took ${since(started)}`)
    for (const slot of slots) {
      await pause(settleMs)
      await replace(slot)
    }
    await pause(settleMs)
  } finally {
    load.finish()
  }
  const report = await load.done
  for (const instance of instances.values()) await instance.stop()
  return report
}

const loadShape = {
  seconds: 600,
  drainSeconds: 60,
  maxComposes: 100_000,
  pollMs: 300,
  workMs: 500,
  distribution: 'centos-9',
}

const urls = (ports: Record<ServiceName, number>) => ({
  composerUrl: `http://127.0.0.1:${ports['composer-api']}/api/image-builder-composer/v2`,
  workerUrl: `http://127.0.0.1:${ports['worker-api']}/api/image-builder-worker/v1`,
})

async function startDatabase(folder: string, cleanUp: Set<() => void | Promise<void>>): Promise<string> {
  // Postgres runs as another user when we are root.
  await chmod(folder, 0o755)
  await mkdir(join(folder, 'postgres'))
  const postgres = await startLocalPostgres({ dataDir: join(folder, 'postgres') })
  cleanUp.add(() => postgres.stop())
  const db = knex({ client: 'pg', connection: postgres.url, pool: { min: 0, max: 2 } })
  await migrate(db).finally(() => db.destroy())
  return postgres.url
}

async function makeSlots(): Promise<Slot[]> {
  const slots: Slot[] = []
  for (const service of ['worker-api', 'composer-api'] as const) {
    for (const name of ['a', 'b']) {
      slots.push({
        service,
        name,
        port: await getPort({ host: '127.0.0.1' }),
        internalPort: await getPort({ host: '127.0.0.1' }),
      })
    }
  }
  return slots
}

const since = (started: number) => `${((performance.now() - started) / 1000).toFixed(1)} s`
