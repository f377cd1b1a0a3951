import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import {
  commandLine,
  type Handler,
  type Job,
  type Places,
  type ProgramAbilities,
  type ProgramLimits,
  type RawJson,
  readManifestArgs,
  refuseLocalSources,
  withResolvedInputs,
  type WorkerLog,
  writeInputFiles,
} from '@composer/worker-client'
import type { MakerMetrics } from '../metrics.js'
import { type Scratch, SOCKET_NAME } from '../scratch/scratch.js'
import { createConversation } from './conversation.js'
import { type ProgramRun, runOnce } from './run-once.js'

export const JOB_TYPE = 'manifest-id-only'

export interface ManifestHandlerOptions {
  /** Path of `image-builder`. */
  program: string
  abilities: ProgramAbilities
  /** Environment of every run. */
  env: Record<string, string>
  useLibrepo: boolean
  /** Folder for the metadata of repositories that all runs share; without it each run has its own. */
  cacheFolder?: string
  limits: ProgramLimits
  scratch: Scratch
  /**
   * Path of the executable that replaces the program's solver and asks the workers; undefined: the own solver is used.
   */
  launcher: string | undefined
  /** Limits the number of program runs at the same time, over all jobs. */
  places: Places
  /** How long a run waits for the answer to a solver request before it is ended; see `runOnce`. */
  answerTimeoutMs: number
  metrics: MakerMetrics
  log: WorkerLog
  retryMs?: number
}

/** After this many runs of a job that were ended, the next one waits without limit: its requests differ in each run. */
const MOST_RESTARTS = 20

/** Handles `manifest-id-only` jobs: runs the program with the job's files in a folder of its own. */
export function createManifestHandler(options: ManifestHandlerOptions): Handler {
  return async (job, { signal }) => {
    const args = withResolvedInputs(readManifestArgs(job.args, JOB_TYPE), job.dynamicArgs)
    refuseLocalSources(args.blueprint, JOB_TYPE)
    const folder = await options.scratch.create()
    try {
      const files = await writeInputFiles(folder, args)
      const cacheFolder = options.cacheFolder ?? join(folder, 'cache')
      await mkdir(cacheFolder, { recursive: true, mode: 0o700 })
      const { useLibrepo, abilities } = options
      const line = commandLine(args, files, abilities, { useLibrepo, cacheFolder })
      return await runUntilDone(options, job, signal, {
        program: options.program,
        producer: `image-builder ${abilities.version}`,
        line,
        env: environmentOf(options, folder),
        folder,
        output: files.output,
        limits: options.limits,
        conversation: options.launcher === undefined ? undefined : conversationOf(options, job, args, signal),
        answerTimeoutMs: options.answerTimeoutMs,
        signal,
      })
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }
}

async function runUntilDone(
  { places, metrics, log }: ManifestHandlerOptions,
  job: Job,
  signal: AbortSignal,
  run: ProgramRun,
): Promise<RawJson> {
  for (let runs = 1; ; runs += 1) {
    const leave = await places.enter()
    const end = metrics.runs.startTimer()
    let result: RawJson | 'waiting'
    try {
      signal.throwIfAborted()
      result = await runOnce(runs > MOST_RESTARTS ? { ...run, answerTimeoutMs: 2 ** 31 - 1 } : run)
    } finally {
      end()
      leave()
    }
    if (result !== 'waiting') return result
    log.info('waiting for the workers of the tenant', { job_id: job.id, runs })
    metrics.waiting.inc()
    try {
      await run.conversation?.answered()
    } finally {
      metrics.waiting.dec()
    }
  }
}

function conversationOf(
  { log, metrics, retryMs }: ManifestHandlerOptions,
  job: Job,
  { repositories }: Pick<ReturnType<typeof readManifestArgs>, 'repositories'>,
  signal: AbortSignal,
) {
  return createConversation({
    job,
    repositories,
    signal,
    onRetry: (error) =>
      log.warn('asking for packages failed', {
        job_id: job.id,
        error: error instanceof Error ? error.message : String(error),
      }),
    onAnswer: (seconds, outcome) => metrics.solving.observe({ outcome }, seconds),
    ...(retryMs !== undefined && { retryMs }),
  })
}

/** Environment of a run, in which home, cache and temporary folders are in the folder of the job. */
function environmentOf({ env, launcher }: ManifestHandlerOptions, folder: string): Record<string, string> {
  return {
    ...env,
    HOME: folder,
    TMPDIR: folder,
    XDG_CACHE_HOME: join(folder, 'cache'),
    ...(launcher !== undefined && {
      OSBUILD_DEPSOLVE_DNF: launcher,
      MANIFEST_SOLVER_SOCKET: join(folder, SOCKET_NAME),
    }),
  }
}
