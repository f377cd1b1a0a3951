import { type Job, JobError } from '@composer/worker-client'
import { CHAIN, type JobRepository, type SolverRequest, UnmappableError } from './forms.js'
import { readResult, type SolvedChain } from './read-result.js'
import { type ChildOptions, depsolveAsChild } from './depsolve-as-child.js'
import { SolverFailure } from './solver-failure.js'
import { splitChain } from './split-chain.js'
import { toDepsolveArgs, toJobRepositories } from './to-depsolve-args.js'
import { toSolverResponse } from './to-solver-response.js'

const EMPTY_PACKAGE_SPECS = 24

export interface SolveOptions extends ChildOptions {
  /** The repositories of the manifest job. */
  repositories: readonly JobRepository[]
}

/**
 * Answers a request of image-builder by having the workers of the job's tenant solve it. Waits without a time limit:
 * the queue keeps the child job, and a repeated call finds it again.
 * @returns the output of the solver program, as JSON text
 * @throws {SolverFailure} if the packages cannot be solved; {UnmappableError}; {WorkerApiError}; the signal's reason
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
  /** Solves the first `count` transactions. Equal counts give equal args, and so the same child job. */
  const solve = async (count: number): Promise<SolvedChain> => {
    const name = count === whole ? CHAIN : `${CHAIN}-${count}`
    const beginning = {
      ...request,
      sbom: request.sbom && count === whole,
      transactions: request.transactions.slice(0, count),
    }
    const result = await depsolveAsChild(job, toDepsolveArgs(beginning, repositories, name), options)
    return readResult(result, name, asked)
  }

  const chain = await solve(whole)
  if (chain.packages.length === 0) throw emptyAnswer()
  if (chain.transactions && chain.transactions.length !== whole)
    throw new UnmappableError(
      `result.transactions.${CHAIN} has ${chain.transactions.length} lists for ${whole} transactions`,
    )
  if (chain.transactions) return toSolverResponse(chain, chain.transactions)
  const beginnings: object[][] = []
  for (let count = 1; count < whole; count += 1) beginnings.push((await solve(count)).packages)
  return toSolverResponse(chain, splitChain([...beginnings, chain.packages]))
}

const emptyAnswer = () =>
  new SolverFailure(
    { kind: 'DepsolveError', reason: 'the answer has no packages' },
    new JobError(EMPTY_PACKAGE_SPECS, 'Received empty package specs'),
  )
