import { access, constants } from 'node:fs/promises'
import { startInternalServer } from '@composer/internal-server'
import {
  createLogger,
  describeSettings,
  flushReports,
  type Environment,
  type Logger,
} from '@composer/process-kit'
import {
  clientOptionsFrom,
  createPlaces,
  createWorkerClient,
  findProgram,
  type Handler,
  hostArchitecture,
  JobError,
  probeProgram,
  runWorker,
  type WorkerClient,
} from '@composer/worker-client'
import { Registry } from 'prom-client'
import { createManifestHandler, JOB_TYPE } from './handler/manifest-handler.js'
import { createMakerMetrics, type MakerMetrics } from './metrics.js'
import { openScratch, type Scratch } from './scratch/scratch.js'
import { loadMakerSettings, manifestMakerSettings, type ManifestMakerSettings } from './settings.js'
import { writeLauncher } from './solver/write-launcher.js'

export interface RunningMaker {
  internalUrl: string
  logger: Logger
  /**
   * Takes no more jobs and finishes those it holds. Jobs that are not finished within SHUTDOWN_GRACE_SECONDS are given
   * back to the queue. Resolves with true if there were none.
   */
  stop(): Promise<boolean>
}

/** In milliseconds. */
interface Timing {
  heartbeatMs?: number
  retryMs?: number
}

/** Number of long polls for a job at the same time. */
const POLLS = 2

/**
 * Starts a manifest maker. Installs no signal handlers. If it fails, nothing stays open.
 * @param timing for tests: other intervals of heartbeats and retries
 * @throws SettingsError; Error if a program is missing on this machine
 */
export async function createManifestMaker(
  environment: Environment,
  timing: Timing = {},
): Promise<RunningMaker> {
  const settings = loadMakerSettings(environment)
  const logger = createLogger(settings, 'manifest-maker')
  logger.info('Maker starting', { settings: describeSettings(manifestMakerSettings, settings) })
  const program = await programOf(settings, environment.PATH ?? '', logger)
  const scratch = await openScratch(settings.MANIFEST_SCRATCH_DIR)
  try {
    return await start(settings, timing, logger, program, scratch)
  } catch (error) {
    await scratch.remove()
    throw error
  }
}

type Program = Awaited<ReturnType<typeof programOf>>

async function programOf(settings: ManifestMakerSettings, path: string, logger: Logger) {
  const program = await findProgram(settings.IMAGE_BUILDER, path)
  if (program === undefined)
    throw new Error(`IMAGE_BUILDER: there is no program ${settings.IMAGE_BUILDER} (PATH is ${path})`)
  const prlimit = await findProgram('prlimit', path)
  if (prlimit === undefined)
    throw new Error(
      'prlimit (of util-linux) is not installed: the runs of image-builder would have no limits',
    )
  const env = environmentOf(settings, path)
  const abilities = await probeProgram(program, env)
  logger.info('Program found', { program, version: abilities.version })
  return { program, prlimit, env, abilities }
}

function environmentOf(settings: ManifestMakerSettings, path: string): Record<string, string> {
  const given = {
    PATH: path,
    HTTP_PROXY: settings.MANIFEST_PROXY,
    HTTPS_PROXY: settings.MANIFEST_PROXY,
    SSL_CERT_FILE: settings.MANIFEST_CA_FILE,
    REGISTRY_AUTH_FILE: settings.MANIFEST_REGISTRY_AUTH_FILE,
    OSBUILD_DEPSOLVE_DNF: settings.OSBUILD_DEPSOLVE_DNF,
    // Half of the memory limit: near this size the program collects garbage more often instead of growing.
    GOMEMLIMIT: String(Math.floor(settings.MANIFEST_MEMORY_BYTES / 2)),
  }
  return Object.fromEntries(
    Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== undefined),
  )
}

async function start(
  settings: ManifestMakerSettings,
  timing: Timing,
  logger: Logger,
  program: Program,
  scratch: Scratch,
): Promise<RunningMaker> {
  const registry = new Registry()
  const metrics = createMakerMetrics(registry)
  const client = createWorkerClient({
    ...clientOptionsFrom(settings, hostArchitecture()),
    onTokenFailure: (error) =>
      logger.warn('The access token could not be renewed, the old one is used on', { error }),
  })
  const launcher = settings.MANIFEST_SOLVER === 'workers' ? await writeLauncher(scratch.folder) : undefined
  const handler = createManifestHandler({
    ...program,
    useLibrepo: settings.MANIFEST_USE_LIBREPO,
    ...(settings.MANIFEST_CACHE_DIR !== undefined && { cacheFolder: settings.MANIFEST_CACHE_DIR }),
    limits: {
      prlimit: program.prlimit,
      timeMs: settings.MANIFEST_TIMEOUT_SECONDS * 1000,
      memoryBytes: settings.MANIFEST_MEMORY_BYTES,
      outputBytes: settings.MANIFEST_OUTPUT_BYTES,
      folderBytes: settings.MANIFEST_DISK_BYTES,
    },
    scratch,
    launcher,
    places: createPlaces(settings.MANIFEST_PROGRAMS),
    answerTimeoutMs: settings.MANIFEST_PATIENCE_SECONDS * 1000,
    metrics,
    log: logger,
    ...(timing.retryMs !== undefined && { retryMs: timing.retryMs }),
  })
  const internal = await startInternalServer({
    registry,
    logger,
    host: settings.HOST,
    port: settings.INTERNAL_PORT,
    checks: healthChecks(client, program.program),
  })
  const worker = runWorker({
    client,
    handlers: { [JOB_TYPE]: counted(handler, metrics) },
    concurrency: settings.MANIFEST_JOBS,
    polls: POLLS,
    log: logger,
    ...timing,
  })
  logger.info('Maker started', { internal_url: internal.url })

  const stop = async (): Promise<boolean> => {
    logger.info('Maker stopping', { grace_seconds: settings.SHUTDOWN_GRACE_SECONDS })
    internal.readiness.stopping = true
    let clean = true
    const deadline = setTimeout(() => {
      clean = false
      void worker.release()
    }, settings.SHUTDOWN_GRACE_SECONDS * 1000)
    await worker.stop()
    clearTimeout(deadline)
    await client.close()
    await internal.close()
    await scratch.remove()
    logger.info('Maker stopped', { clean })
    await flushReports(logger)
    return clean
  }
  let stopping: Promise<boolean> | undefined
  return { internalUrl: internal.url, logger, stop: () => (stopping ??= stop()) }
}

const healthChecks = (client: WorkerClient, program: string) => [
  {
    name: 'worker-api',
    check: async () => {
      await client.status()
      return 'answers'
    },
  },
  {
    name: 'image-builder',
    check: async () => {
      await access(program, constants.X_OK)
      return 'is there'
    },
  },
]

function counted(handler: Handler, metrics: MakerMetrics): Handler {
  return async (job, context) => {
    metrics.jobs.inc()
    try {
      const result = await handler(job, context)
      metrics.manifests.inc({ outcome: 'made' })
      return result
    } catch (error) {
      metrics.manifests.inc({ outcome: context.signal.aborted ? 'dropped' : 'failed' })
      throw error instanceof JobError || context.signal.aborted ? error : unexpected(error)
    } finally {
      metrics.jobs.dec()
    }
  }
}

/** Wraps an error that is not the job's fault, such as a full disk. Its message may name folders of this machine. */
const unexpected = (error: unknown): Error =>
  new Error(`the maker failed: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
