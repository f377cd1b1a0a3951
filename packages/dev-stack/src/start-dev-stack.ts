import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { createComposerApi } from '@composer/composer-api'
import { migrate } from '@composer/db'
import { createDatabase, databaseSettings, loadSettings, type Environment } from '@composer/service-kit'
import { createWorkerApi } from '@composer/worker-api'
import type { WorkerLog } from '@composer/worker-client'
import { makeCredentials, type Credentials } from './credentials.js'
import { type DemoWorkerOptions, startDemoWorker } from './demo/demo-worker.js'
import { type DevSettings, loadDevSettings } from './dev-settings.js'
import { lockFolder } from './folder-lock.js'
import { startMaker, writeMakerList } from './start-maker.js'
import { artifactsFolder, startDatabase, withoutPassword } from './start-database.js'
import type { TokenIssuer } from './token-issuer.js'

export interface DevStack {
  composerApiUrl: string
  workerApiUrl: string
  composerInternalUrl: string
  workerInternalUrl: string
  /** Without a password. */
  databaseUrl: string
  issuer: TokenIssuer | undefined
  workers: number
  maker: string
  stop(): Promise<void>
  /** The database server shuts down by itself; everything else ends with this process, which must end now. */
  abandon(): void
}

export interface DevStackOptions {
  environment: Environment
  /** Relative folders start here. */
  root: string
  log: WorkerLog
}

const ARCHITECTURES = ['x86_64', 'aarch64'] as const

/**
 * Starts the whole product in this process, except for Postgres: database, migrations, both services, demo workers, a
 * manifest maker.
 * Whatever was started is stopped again when a later step fails.
 */
export async function startDevStack({ environment, root, log }: DevStackOptions): Promise<DevStack> {
  const settings = loadDevSettings(environment)
  const dataDir = resolve(root, settings.DATA_DIR)
  const started: (() => Promise<unknown>)[] = []
  const stop = async () => {
    for (const end of started.splice(0).reverse()) await end()
  }
  try {
    started.push(await lockFolder(dataDir))
    const database = await startDatabase(settings.DATABASE_URL, dataDir)
    started.push(() => database.stop())
    await migrateDatabase(database.url)
    const credentials = await makeCredentials(settings, environment)
    const { issuer } = credentials
    if (issuer) started.push(() => issuer.close())
    if (credentials.none)
      log.warn('Tokens are asked for, and none can be had: there are no demo workers and no maker', {
        missing: 'OAUTH_URL, OAUTH_CLIENT_ID, OAUTH_CLIENT_SECRET',
      })

    const makerList = issuer && (environment.MAKER_ACL_FILE || (await writeMakerList(dataDir)))
    const shared = {
      ...environment,
      ...serviceEnvironment(settings, database.url, dataDir, issuer, environment),
      ...(makerList !== undefined && { MAKER_ACL_FILE: makerList }),
    }
    const workerApi = await createWorkerApi({
      ...shared,
      PORT: String(settings.WORKER_API_PORT),
      INTERNAL_PORT: String(settings.WORKER_API_INTERNAL_PORT),
    })
    started.push(() => workerApi.stop())
    const composerApi = await createComposerApi({
      ...shared,
      PORT: String(settings.COMPOSER_API_PORT),
      INTERNAL_PORT: String(settings.COMPOSER_API_INTERNAL_PORT),
    })
    started.push(() => composerApi.stop())

    const beats = { heartbeatMs: heartbeatMs(environment), log }
    const workers = startWorkers(settings, workerApi.publicUrl, credentials, beats)
    started.push(() => Promise.all(workers.map((worker) => worker.stop())))
    const maker = await startMaker(settings, environment, workerApi.publicUrl, credentials, beats)
    if (maker) started.push(() => maker.stop())
    return {
      composerApiUrl: composerApi.publicUrl,
      workerApiUrl: workerApi.publicUrl,
      composerInternalUrl: composerApi.internalUrl,
      workerInternalUrl: workerApi.internalUrl,
      databaseUrl: withoutPassword(database.url),
      issuer,
      workers: workers.length,
      maker: credentials.none ? 'none' : settings.MANIFEST_MAKER,
      stop,
      abandon: () => database.abandon(),
    }
  } catch (error) {
    await stop()
    throw error
  }
}

async function migrateDatabase(url: string): Promise<void> {
  const db = createDatabase(
    loadSettings(databaseSettings, { DATABASE_URL: url, DATABASE_POOL_MAX: '2' }),
    'dev-stack',
  )
  try {
    await migrate(db)
  } finally {
    await db.destroy()
  }
}

/** What the services are told; log settings and everything else of theirs come from the environment. */
function serviceEnvironment(
  settings: DevSettings,
  databaseUrl: string,
  dataDir: string,
  issuer: TokenIssuer | undefined,
  environment: Environment,
): Environment {
  return {
    DATABASE_URL: databaseUrl,
    AUTH_MODE: settings.AUTH_MODE,
    ARTIFACTS_URL: environment.ARTIFACTS_URL || pathToFileURL(artifactsFolder(dataDir)).href,
    LOG_LEVEL: environment.LOG_LEVEL || 'error',
    LOG_FORMAT: environment.LOG_FORMAT || 'text',
    CONSOLE: environment.CONSOLE || 'full',
    CONSOLE_DEFAULT_ACTOR: environment.CONSOLE_DEFAULT_ACTOR || 'developer',
    ...(issuer && { JWT_JWKS_URLS: issuer.jwksUrl, JWT_ISSUER: issuer.issuer }),
  }
}

/** An eighth of what worker-api waits for a silent worker, as in production: 15 s of 120 s. */
function heartbeatMs(environment: Environment): number {
  return (Number(environment.JOB_HEARTBEAT_TIMEOUT_SECONDS || 120) * 1000) / 8
}

function startWorkers(
  settings: DevSettings,
  url: string,
  { workers: oauth, none }: Credentials,
  options: Pick<DemoWorkerOptions, 'heartbeatMs' | 'log'>,
) {
  return Array.from({ length: none ? 0 : settings.DEMO_WORKERS }, (_, index) =>
    startDemoWorker({
      api: { url, ...(oauth && { oauth }) },
      arch: ARCHITECTURES[index % ARCHITECTURES.length] ?? 'x86_64',
      workMs: settings.DEMO_BUILD_SECONDS * 1000,
      ...options,
    }),
  )
}
