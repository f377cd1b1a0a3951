import { setTimeout as delay } from 'node:timers/promises'
import { type Job, JobError, WorkerApiError } from '@composer/worker-client'
import { CHAIN, type DepsolveArgs, type JobRepository, type SolverRequest } from './forms.js'
import { readResult, type SolvedChain } from './read-result.js'
import { type DepsolveJobError, failureOfCancel, failureOfJob, SolverFailure } from './solver-failure.js'
import { splitChain } from './split-chain.js'
import { toDepsolveArgs, toJobRepositories } from './to-depsolve-args.js'
import { toSolverResponse } from './to-solver-response.js'

const EMPTY_PACKAGE_SPECS = 24

export interface SolveOptions {
  /** The repositories of the manifest job. */
  repositories: readonly JobRepository[]
  signal: AbortSignal
  /** Told of a call that failed and is repeated. */
  onRetry(error: unknown): void
  /** Wait after a failed call, in milliseconds (default 1,000), spread at random. */
  retryMs?: number
}

/**
 * Answers a request of the program by having the workers of the job's tenant solve it. Waits as long as that takes: the
 * queue keeps the child, and a repeated call finds it again.
 * @returns what the solver prints, as JSON text
 * @throws {SolverFailure} when they cannot; {UnmappableError}; the signal's reason
 */
export async function solveWithWorkers(
  job: Pick<Job, 'depsolve'>,
  request: SolverRequest,
  options: SolveOptions,
): Promise<string> {
  const repositories = toJobRepositories(request, options.repositories)
  const asked = request.repos.map((repository) => ({
    ...repository,
    ...(repositories.get(repository.id)?.rhsm && { rhsm: true }),
  }))
  const whole = request.transactions.length
  /** The first `count` transactions. The same count gives the same args, and so the same child, whoever asks. */
  const solve = async (count: number): Promise<SolvedChain> => {
    const name = count === whole ? CHAIN : `${CHAIN}-${count}`
    const beginning = {
      ...request,
      sbom: request.sbom && count === whole,
      transactions: request.transactions.slice(0, count),
    }
    const result = await resultOf(job, toDepsolveArgs(beginning, repositories, name), options)
    return readResult(result, name, asked)
  }

  const chain = await solve(whole)
  if (chain.packages.length === 0) throw emptyAnswer()
  if (chain.transactions) return toSolverResponse(chain, chain.transactions)
  const beginnings: object[][] = []
  for (let count = 1; count < whole; count += 1) beginnings.push((await solve(count)).packages)
  return toSolverResponse(chain, splitChain([...beginnings, chain.packages]))
}

/** The result of a `depsolve` job with these args, as JSON text. */
async function resultOf(
  job: Pick<Job, 'depsolve'>,
  args: DepsolveArgs,
  { signal, onRetry, retryMs = 1000 }: SolveOptions,
): Promise<string> {
  const text = JSON.stringify(args)
  for (;;) {
    try {
      const child = await job.depsolve(text, signal)
      if (child.state === 'cancelled') throw failureOfCancel()
      if (child.state !== 'finished') continue
      const { job_error: error } = JSON.parse(child.result ?? '{}') as { job_error?: DepsolveJobError | null }
      if (error) throw failureOfJob(error)
      return child.result ?? '{}'
    } catch (error) {
      signal.throwIfAborted()
      if (!isPassing(error)) throw error
      onRetry(error)
      await delay(retryMs * (0.5 + Math.random()), undefined, { signal })
    }
  }
}

/** Answers below 500 do not get better by waiting, except that a token service or an overload may pass. */
const TRY_AGAIN = new Set([401, 403, 408, 425, 429])

const isPassing = (error: unknown): boolean => {
  if (error instanceof WorkerApiError) return error.status >= 500 || TRY_AGAIN.has(error.status)
  // A lost connection or an absent token service; not a mistake in an answer.
  return (
    error instanceof Error &&
    !(error instanceof SolverFailure || error instanceof SyntaxError || error instanceof TypeError)
  )
}

const emptyAnswer = () =>
  new SolverFailure(
    { kind: 'DepsolveError', reason: 'the answer has no packages' },
    new JobError(EMPTY_PACKAGE_SPECS, 'Received empty package specs'),
  )
