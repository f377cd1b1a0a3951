import { type Job, JobError } from '@composer/worker-client'
import { type JobRepository, type SolverError, type SolverRequest, UnmappableError } from '../solver/forms.js'
import { readRequest } from '../solver/read-request.js'
import { solveWithWorkers } from '../solver/solve-with-workers.js'
import { SolverFailure } from '../solver/solver-failure.js'
import type { SolverAnswer } from '../solver/solver-server.js'

export interface Conversation {
  /**
   * Answers a request of the solver program. A repeated request gets the answer of the first one. A failure to solve is
   * an answer too.
   * @throws the signal's reason, and nothing else
   */
  ask(request: string): Promise<SolverAnswer>
  /** Settles when all requests so far are answered. */
  answered(): Promise<void>
  /** Error of the last request that could not be solved: the cause of the program's failure that follows. */
  failure(): JobError | undefined
}

export interface ConversationOptions {
  job: Pick<Job, 'depsolve'>
  repositories: readonly JobRepository[]
  signal: AbortSignal
  onRetry(error: unknown): void
  /** Called when a request was answered. @param seconds time that it took */
  onAnswer(seconds: number, outcome: 'solved' | 'failed'): void
  retryMs?: number
}

/**
 * Passes the requests of the solver program of one job to the tenant's workers, and remembers the answers. A program
 * that is ended and started again asks the same questions and gets the remembered answers.
 */
export function createConversation(options: ConversationOptions): Conversation {
  const answers = new Map<string, Promise<SolverAnswer>>()
  let failure: JobError | undefined

  const solve = async (request: SolverRequest): Promise<SolverAnswer> => {
    const begun = performance.now()
    const told = (outcome: 'solved' | 'failed') =>
      options.onAnswer((performance.now() - begun) / 1000, outcome)
    try {
      const output = await solveWithWorkers(options.job, request, options)
      told('solved')
      return { exitCode: 0, output }
    } catch (error) {
      options.signal.throwIfAborted()
      told('failed')
      return failed(error)
    }
  }
  const failed = (error: unknown): SolverAnswer => {
    failure = jobErrorOf(error)
    return { exitCode: 1, output: JSON.stringify(toldOf(error)) }
  }
  return {
    async ask(text) {
      let request: SolverRequest
      try {
        request = readRequest(text)
      } catch (error) {
        return failed(error)
      }
      const key = JSON.stringify(request)
      const known = answers.get(key)
      if (known) return known
      const answer = solve(request)
      answers.set(key, answer)
      return answer
    },
    async answered() {
      await Promise.all(answers.values())
    },
    failure: () => failure,
  }
}

const MANIFEST_GENERATION = 8
export const REASON = 'Error serializing manifest'

function jobErrorOf(error: unknown): JobError {
  if (error instanceof SolverFailure) return error.jobError
  const what =
    error instanceof UnmappableError ? 'the packages cannot be solved by a worker' : 'solving packages failed'
  return new JobError(MANIFEST_GENERATION, REASON, `${what}: ${messageOf(error)}`)
}

function toldOf(error: unknown): SolverError {
  if (error instanceof SolverFailure) return error.told
  const kind = error instanceof UnmappableError ? 'InvalidRequest' : 'InternalError'
  return { kind, reason: messageOf(error) }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
