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
  /** Name and version of the program, for the result. */
  producer: string
  line: string[]
  env: Record<string, string>
  /** Folder of the job's files, which is the working directory of the program. */
  folder: string
  /** Folder in which the program writes SBOMs. */
  output: string
  limits: ProgramLimits
  /** Answers the program's solver requests; undefined: the program solves packages itself. */
  conversation: Conversation | undefined
  /** How long the program waits for the answer to a solver request before it is ended, in milliseconds. */
  answerTimeoutMs: number
  signal: AbortSignal
}

/** The program was ended because the answer to a solver request did not come in time. */
class AnswerTimeout extends Error {}

/**
 * Runs the program once.
 * @returns the result of the job. `waiting`: the program was ended to free its memory, because the tenant's workers
 *   have not answered within `answerTimeoutMs`; run it again when the conversation has the answers
 * @throws {JobError}; the signal's reason
 */
export async function runOnce(run: ProgramRun): Promise<RawJson | 'waiting'> {
  const { conversation, signal } = run
  const timedOut = new AbortController()
  const server =
    conversation &&
    (await startSolverServer(join(run.folder, SOCKET_NAME), (request) =>
      inTime(conversation.ask(request), run.answerTimeoutMs, timedOut),
    ))
  try {
    const result = await runProgram(run.program, run.line, {
      cwd: run.folder,
      env: run.env,
      signal: AbortSignal.any([signal, timedOut.signal]),
      limits: run.limits,
    })
    if (result.exitCode === 0)
      return manifestResult(result.stdout, await readSbomDocuments(run.output), run.producer, REASON)
    throw (
      conversation?.failure() ?? new JobError(JOB_ERROR.manifestGeneration, REASON, lastError(result.stderr))
    )
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof AnswerTimeout) return 'waiting'
    if (error instanceof ProgramLimitError)
      throw new JobError(JOB_ERROR.manifestGeneration, REASON, error.message)
    throw error
  } finally {
    await server?.close()
  }
}

async function inTime<T>(answer: Promise<T>, ms: number, timedOut: AbortController): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      const reason = new AnswerTimeout('no answer to the solver request in time')
      timedOut.abort(reason)
      reject(reason)
    }, ms)
  })
  try {
    return await Promise.race([answer, late])
  } finally {
    clearTimeout(timer)
  }
}
