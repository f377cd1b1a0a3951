import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { startJwksServer, startServer, type JwksServer } from '@composer/testkit'
import { startPgBouncer, type PgBouncer } from '../postgres/start-pgbouncer.js'
import { startFileArtifacts, startObjectArtifacts, type Artifacts } from './artifacts.js'
import { createClock } from './clock.js'
import { startDatabases, type Databases } from './databases.js'
import { canMount } from './disks.js'
import { freePort } from './free-port.js'
import type { Means } from './means.js'
import { createService, type Service } from './service.js'
import { startToxiproxy, type Link } from './toxiproxy.js'

/** Files: directly to Postgres, artifacts on a file system. Objects: through PgBouncer, artifacts in S3. */
export type Shape = 'files' | 'objects'

export interface Arena {
  shape: Shape
  services: Service[]
  databases: Databases
  artifacts: Artifacts
  issuer: JwksServer
  /** Between the services and the key server. */
  keys: Link
  /** Where workers get tokens for the tenant that they name as their client id. */
  tokenUrl: string
  /** What cannot be done on this machine, in words. */
  missing: string[]
  /** Ends the services in order and answers what was not as it should be. */
  stopServices(): Promise<string[]>
  stop(): Promise<void>
}

/** Leases short enough to wait for, and long enough for a busy machine. */
const settings = {
  JOB_HEARTBEAT_TIMEOUT_SECONDS: '8',
  JOB_WATCH_INTERVAL_SECONDS: '2',
  JOB_MAX_REQUEUES: '2',
  REQUEST_JOB_TIMEOUT_SECONDS: '5',
  DEPSOLVE_TIMEOUT_SECONDS: '10',
  DATABASE_STATEMENT_TIMEOUT_SECONDS: '10',
  SHUTDOWN_GRACE_SECONDS: '5',
  JWT_KEYS_MAX_AGE_SECONDS: '20',
  MANIFESTS: 'workers',
  AUTH_MODE: 'jwt',
  LOG_LEVEL: 'info',
}

/** Two instances of each service over one Postgres, on this machine, with a proxy on every way; `folder` keeps their logs. */
export async function openArena(folder: string, shape: Shape, means: Means): Promise<Arena> {
  const closers: (() => Promise<unknown>)[] = []
  const opened = async <T>(opening: Promise<T>, close: (one: T) => Promise<unknown>): Promise<T> => {
    const one = await opening
    closers.unshift(() => close(one))
    return one
  }
  const stop = async () => {
    for (const close of closers) await close()
  }
  try {
    return await open()
  } catch (error) {
    await stop()
    throw error
  }

  async function open(): Promise<Arena> {
    const missing = [...means.missing]
    const mounts = await canMount(folder)
    if (!mounts) missing.push('full disks: this user may not mount')
    const toxiproxy = await opened(startToxiproxy(means.toxiproxy), (one) => one.stop())
    const databases = await opened(startDatabases(folder, toxiproxy, mounts), (one) => one.stop())
    const pooler =
      shape === 'objects' && means.pgbouncer !== undefined
        ? await opened(startPgBouncer(means.pgbouncer, databases.address.port), (one) => one.stop())
        : undefined
    const artifacts = await opened(
      shape === 'objects' && means.moto !== undefined
        ? startObjectArtifacts(means.moto, toxiproxy)
        : startFileArtifacts(folder, mounts),
      (one) => one.stop(),
    )
    const issuer = await opened(startJwksServer('ES256'), (one) => one.close())
    const keys = await toxiproxy.link('keys', Number(new URL(issuer.url).port))
    const tokens = await opened(startTokenService(issuer), (one) => one.close())
    const services: Service[] = []
    closers.unshift(async () => {
      for (const service of services) service.signal('SIGCONT')
      for (const service of services) service.signal('SIGKILL')
      await Promise.all(services.map((service) => service.ended()))
    })
    for (const name of ['worker-api', 'composer-api'] as const) {
      for (const number of [1, 2]) {
        const id = `${name}-${number}`
        const port = await freePort()
        const database = await toxiproxy.link(`database-of-${id}`, pooler?.port ?? databases.address.port)
        // The second instance of each has another clock, and behind a pooler none to listen with: it polls.
        const second = number === 2
        const listen =
          pooler && !second ? await toxiproxy.link(`listen-of-${id}`, databases.address.port) : undefined
        services.push(
          createService({
            name,
            id,
            port,
            internalPort: await freePort(),
            front: await toxiproxy.link(`front-of-${id}`, port),
            database,
            listen,
            clock:
              second && means.faketime !== undefined
                ? await createClock(means.faketime, join(folder, `clock-of-${id}`))
                : undefined,
            environment: {
              ...settings,
              ...artifacts.environment,
              JWT_JWKS_URLS: `http://127.0.0.1:${keys.port}/keys`,
              DATABASE_URL: `postgres://postgres@127.0.0.1:${database.port}/postgres`,
              ...(pooler && {
                DATABASE_STATEMENT_TIMEOUT_SECONDS: '0',
                DATABASE_LISTEN_URL: listen
                  ? `postgres://postgres@127.0.0.1:${listen.port}/postgres`
                  : 'none',
              }),
            },
            logFile: join(folder, `${id}.log`),
          }),
        )
      }
    }
    for (const service of services) service.launch()
    await Promise.all(services.map((service) => service.untilReady()))
    return {
      shape,
      services,
      databases,
      artifacts,
      issuer,
      keys,
      tokenUrl: `${tokens.url}/token`,
      missing,
      stopServices: () => stopInOrder(services, pooler),
      stop,
    }
  }
}

/** Gives a token for whatever tenant is named as the client. */
const startTokenService = (issuer: JwksServer) =>
  startServer((req, res) => {
    void text(req).then(async (form) => {
      const tenant = new URLSearchParams(form).get('client_id')
      res.setHeader('Content-Type', 'application/json')
      res.end(JSON.stringify({ access_token: await issuer.token({ 'rh-org-id': tenant }), expires_in: 300 }))
    })
  })

async function stopInOrder(services: Service[], pooler: PgBouncer | undefined): Promise<string[]> {
  for (const service of services) service.signal('SIGTERM')
  const codes = await Promise.all(services.map((service) => service.ended()))
  // It keeps sessions for others, on purpose.
  await pooler?.stop()
  return services.flatMap(({ id }, at) =>
    codes[at] === 0 ? [] : [`${id} ended with ${codes[at] ?? 'a signal'}`],
  )
}
