import { join } from 'node:path'
import {
  JOB_ERROR,
  JobError,
  lastError,
  manifestResult,
  ProgramLimitError,
  type ProgramLimits,
  type RawJson,
  readSbomDocuments,
  runProgram,
} from '@composer/worker-client'
import { SOCKET_NAME } from '../scratch/scratch.js'
import { startSolverServer } from '../solver/solver-server.js'
import { type Conversation, REASON } from './conversation.js'

export interface ProgramRun {
  program: string
  /** Named in the result as what made the manifest. */
  producer: string
  line: string[]
  env: Record<string, string>
  /** Folder of the job. */
  folder: string
  /** Folder of the SBOMs. */
  output: string
  limits: ProgramLimits
  /** Undefined: the program has a solver of its own. */
  conversation: Conversation | undefined
  /** How long a run waits for an answer before it is ended, in milliseconds. */
  patienceMs: number
  signal: AbortSignal
}

/** The program was ended because an answer takes long. */
class OutOfPatience extends Error {}

/**
 * One run of the program. `waiting`: it was ended because the tenant's workers take their time, so that it occupies no
 * memory meanwhile; to be run again when the conversation has the answers.
 * @throws {JobError}; the signal's reason
 */
export async function runOnce(run: ProgramRun): Promise<RawJson | 'waiting'> {
  const { conversation, signal } = run
  const impatient = new AbortController()
  const server =
    conversation &&
    (await startSolverServer(join(run.folder, SOCKET_NAME), (request) =>
      inTime(conversation.ask(request), run.patienceMs, impatient),
    ))
  try {
    const result = await runProgram(run.program, run.line, {
      cwd: run.folder,
      env: run.env,
      signal: AbortSignal.any([signal, impatient.signal]),
      limits: run.limits,
    })
    if (result.exitCode === 0)
      return manifestResult(result.stdout, await readSbomDocuments(run.output), run.producer, REASON)
    throw (
      conversation?.failure() ?? new JobError(JOB_ERROR.manifestGeneration, REASON, lastError(result.stderr))
    )
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof OutOfPatience) return 'waiting'
    if (error instanceof ProgramLimitError)
      throw new JobError(JOB_ERROR.manifestGeneration, REASON, error.message)
    throw error
  } finally {
    await server?.close()
  }
}

async function inTime<T>(answer: Promise<T>, ms: number, impatient: AbortController): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      const reason = new OutOfPatience('the answer takes long')
      impatient.abort(reason)
      reject(reason)
    }, ms)
  })
  try {
    return await Promise.race([answer, late])
  } finally {
    clearTimeout(timer)
  }
}
