import { chmod, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { pathToFileURL } from 'node:url'
import { migrate } from '@composer/db'
import { startLocalPostgres, startStandby, type LocalPostgres } from '@composer/local-postgres'
import {
  startJwksServer,
  startServer,
  startTcpProxy,
  type JwksServer,
  type TcpProxy,
} from '@composer/testkit'
import getPort from 'get-port'
import knex, { type Knex } from 'knex'
import { createService, type Service } from './service.js'

export interface Arena {
  services: Service[]
  /** Between the services and Postgres; leads to the primary. */
  link: TcpProxy
  primary(): LocalPostgres
  /** Makes a standby of the primary, promotes it, and then ends the old primary: late, as a real fence would. */
  failOver(): Promise<void>
  issuer: JwksServer
  /** Where workers get tokens for the tenant that they name as their client id. */
  tokenUrl: string
  /** Directly to the primary, beside every fault of the link. */
  look(): Knex
  stop(): Promise<void>
}

/** Leases short enough to wait for, and long enough for a busy machine. */
const settings = {
  JOB_HEARTBEAT_TIMEOUT_SECONDS: '8',
  JOB_WATCH_INTERVAL_SECONDS: '2',
  JOB_MAX_REQUEUES: '2',
  REQUEST_JOB_TIMEOUT_SECONDS: '5',
  DATABASE_STATEMENT_TIMEOUT_SECONDS: '10',
  SHUTDOWN_GRACE_SECONDS: '5',
  MANIFESTS: 'workers',
  LOG_LEVEL: 'info',
}

/** Two instances of each service over one Postgres behind a proxy, on this machine; `folder` keeps their logs. */
export async function openArena(folder: string): Promise<Arena> {
  // Postgres runs as another user when we are root.
  await chmod(folder, 0o755)
  await mkdir(join(folder, 'artifacts'))
  const options = { settings: { wal_keep_size: '256MB', max_connections: '200' } }
  let dataDir = join(folder, 'postgres-1')
  let primary = await startLocalPostgres({ dataDir, ...options })
  const connect = () => knex({ client: 'pg', connection: primary.url, pool: { min: 0, max: 2 } })
  let db = connect()
  await migrate(db)
  const link = await startTcpProxy(primary.port)
  const issuer = await startJwksServer('ES256')
  const tokens = await startServer((req, res) => {
    void text(req).then(async (form) => {
      const tenant = new URLSearchParams(form).get('client_id')
      res.setHeader('Content-Type', 'application/json')
      res.end(JSON.stringify({ access_token: await issuer.token({ 'rh-org-id': tenant }), expires_in: 300 }))
    })
  })
  const environment = {
    ...settings,
    DATABASE_URL: `postgres://postgres@127.0.0.1:${link.port}/postgres`,
    AUTH_MODE: 'jwt',
    JWT_JWKS_URLS: issuer.url,
    ARTIFACTS_URL: pathToFileURL(join(folder, 'artifacts')).href,
  }
  const services: Service[] = []
  for (const name of ['worker-api', 'composer-api'] as const) {
    for (const number of [1, 2]) {
      const ports = { port: await getPort(), internalPort: await getPort() }
      services.push(createService(name, ports, environment, join(folder, `${name}-${number}.log`)))
    }
  }
  await Promise.all(services.map((service) => service.start()))
  let servers = 1
  return {
    services,
    link,
    issuer,
    tokenUrl: `${tokens.url}/token`,
    primary: () => primary,
    look: () => db,
    async failOver() {
      servers += 1
      const next = join(folder, `postgres-${servers}`)
      const standby = await startStandby(primary, dataDir, {
        dataDir: next,
        settings: {
          ...options.settings,
          primary_conninfo: `host=127.0.0.1 port=${primary.port} user=postgres`,
        },
      })
      // Nothing that was answered may be lost: the link is closed before the standby is asked whether it has everything.
      link.refuse(true)
      link.cut()
      const { rows } = await db.raw<{ rows: { lsn: string }[] }>('SELECT pg_current_wal_flush_lsn() AS lsn')
      const old = primary
      await db.destroy()
      primary = standby
      dataDir = next
      db = connect()
      for (let caughtUp = false; !caughtUp;) {
        const answer = await db.raw<{ rows: { there: boolean }[] }>(
          'SELECT pg_last_wal_replay_lsn() >= CAST(:lsn AS pg_lsn) AS there',
          { lsn: rows[0]?.lsn ?? '0/0' },
        )
        caughtUp = answer.rows[0]?.there ?? false
      }
      // The address leads to the standby before that is promoted: its sessions begin read-only.
      link.leadTo(standby.port)
      link.refuse(false)
      await db.raw('SELECT pg_promote()')
      await old.crash()
    },
    async stop() {
      for (const service of services) service.signal('SIGCONT')
      for (const service of services) service.signal('SIGKILL')
      await Promise.all(services.map((service) => service.ended()))
      await db.destroy()
      await link.close()
      await issuer.close()
      await tokens.close()
      await primary.stop()
    },
  }
}
