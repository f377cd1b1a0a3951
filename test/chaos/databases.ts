import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { migrate } from '@composer/db'
import { startLocalPostgres, startStandby, type LocalPostgres } from '@composer/local-postgres'
import { startTcpProxy, type TcpProxy } from '@composer/testkit'
import knex, { type Knex } from 'knex'
import { makeDisk, type Disk } from './disks.js'
import { freePort } from './free-port.js'
import { readWorkDone, type WorkDone } from './sql/read-work-done.js'
import {
  askForSynchronousStandby,
  hasReplayed,
  promote,
  readFlushed,
  waitForStandby,
} from './sql/replication.js'
import type { Link, Toxiproxy } from './toxiproxy.js'

export interface Databases {
  /** Leads to the primary, as a managed service's address does; sessions stay where they are. */
  address: TcpProxy
  primary(): LocalPostgres
  /** Directly to the primary, beside every fault of the links. */
  look(): Knex
  /** Undefined where nothing can be mounted. */
  disk(): Disk | undefined
  /** In order: the standby has everything before it is promoted, and the address leads to it while it is read-only. */
  switchOver(): Promise<void>
  /** With synchronous replication: the old primary keeps its sessions for this long after the promotion. */
  failOverWithLateFence(milliseconds: number): Promise<void>
  /** With asynchronous replication that lags: the standby is promoted without what only the lost primary had. */
  losePrimary(lagMs: number): Promise<void>
  /** What only a lost primary knew. */
  lost: WorkDone
  /** Takes out of that what the primary has now: a service whose answer got lost had it stored once more. */
  forgetReturned(): Promise<void>
  stop(): Promise<void>
}

const settings = {
  wal_keep_size: '96MB',
  max_wal_size: '160MB',
  max_connections: '200',
}
const diskMib = 2048

interface Server {
  postgres: LocalPostgres
  dataDir: string
  disk: Disk | undefined
}

export async function startDatabases(
  folder: string,
  toxiproxy: Toxiproxy,
  onDisks: boolean,
): Promise<Databases> {
  let servers = 0
  const lost: WorkDone = { composes: new Set(), results: new Set(), attempts: new Set() }
  const place = async (): Promise<{ dataDir: string; disk: Disk | undefined }> => {
    servers += 1
    const home = join(folder, `postgres-${servers}`)
    const disk = onDisks ? await makeDisk(home, diskMib) : undefined
    return { dataDir: join(home, 'data'), disk }
  }
  const connect = ({ postgres }: Server) =>
    // Its sessions break on purpose; what fails for it is thrown.
    knex({
      client: 'pg', // A promotion may take longer than services let a statement take.
      connection: { connectionString: postgres.url, options: '-c statement_timeout=0' },
      pool: { min: 0, max: 3 },
      log: { error() {}, warn() {} },
    })

  const first = await place()
  let current: Server = {
    ...first,
    postgres: await startLocalPostgres({ dataDir: first.dataDir, port: await freePort(), settings }),
  }
  let db = connect(current)
  await migrate(db)
  // As docs/deployment.md says for poolers, which drop this setting of a connection.
  await db.raw(`ALTER ROLE postgres SET statement_timeout = '10s'`)
  const address = await startTcpProxy(current.postgres.port)
  let replication: Link | undefined

  const addStandby = async (): Promise<Server> => {
    const next = await place()
    replication = await toxiproxy.link(`replication-${servers}`, current.postgres.port)
    const conninfo = `host=127.0.0.1 port=${replication.port} user=postgres application_name=standby`
    const postgres = await startStandby(current.postgres, current.dataDir, {
      dataDir: next.dataDir,
      port: await freePort(),
      settings: { ...settings, primary_conninfo: conninfo },
    })
    await waitForStandby(db, 'streaming')
    return { ...next, postgres }
  }
  /** The standby is the primary for us; sessions of others stay where they are. */
  const moveTo = async (next: Server): Promise<Server> => {
    const old = current
    await db.destroy()
    current = next
    db = connect(next)
    return old
  }
  const remove = async ({ postgres, disk }: Server) => {
    await postgres.stop()
    await disk?.remove()
  }

  return {
    address,
    lost,
    primary: () => current.postgres,
    look: () => db,
    disk: () => current.disk,

    async switchOver() {
      const standby = await addStandby()
      // Nothing that was answered may be lost: the address is closed before the standby is asked whether it has everything.
      address.refuse(true)
      address.cut()
      const flushed = await readFlushed(db)
      const old = await moveTo(standby)
      while (!(await hasReplayed(db, flushed))) await pause(10)
      address.leadTo(standby.postgres.port)
      address.refuse(false)
      await promote(db)
      await old.postgres.crash()
      await remove(old)
    },

    async failOverWithLateFence(milliseconds) {
      const standby = await addStandby()
      await askForSynchronousStandby(db)
      await waitForStandby(db, 'sync')
      const old = await moveTo(standby)
      await promote(db)
      address.leadTo(standby.postgres.port)
      await pause(milliseconds)
      await old.postgres.crash()
      await remove(old)
    },

    async losePrimary(lagMs) {
      const standby = await addStandby()
      await replication?.poison({ type: 'latency', attributes: { latency: 3_600_000 } })
      await pause(lagMs)
      await current.postgres.crash()
      await replication?.close()
      const old = await moveTo(standby)
      await promote(db)
      address.leadTo(standby.postgres.port)
      const kept = await readWorkDone(db)
      // Nobody is led to it any more; it only tells what it knew.
      await old.postgres.start()
      const before = connect(old)
      const known = await readWorkDone(before)
      await before.destroy()
      for (const what of ['composes', 'results', 'attempts'] as const)
        for (const id of known[what]) if (!kept[what].has(id)) lost[what].add(id)
      await remove(old)
    },

    async forgetReturned() {
      const known = await readWorkDone(db)
      for (const what of ['composes', 'results', 'attempts'] as const)
        for (const id of known[what]) lost[what].delete(id)
    },

    async stop() {
      await db.destroy()
      await address.close()
      await remove(current)
    },
  }
}
