import { clientErrors } from './client-errors.js'
import { digestResult } from './digest-result.js'
import { faultOf } from './fault-of.js'
import type { JobType } from './job-type.js'
import { jobTypes } from './registry.js'

/**
 * Refuses a registry that is not whole; for the tests, since it compiles every schema. Every type must have schemas that compile, errors that
 * exist, and a digest that copes with a result of nothing.
 * @throws Error naming every fault
 */
export function checkJobTypes(): void {
  const faults = Object.entries(jobTypes).flatMap(([name, type]: [string, JobType]) => [
    ...(type.name === name ? [] : [`${name} is registered under another name than ${type.name}`]),
    ...errorsOf(type)
      .filter((id) => !clientErrors.some((error) => error.id === id))
      .map((id) => `${name}: there is no client error ${id}`),
    ...[type.argsSchema, type.resultSchema].flatMap((schema) => failureOf(name, () => faultOf(schema, {}))),
    ...failureOf(name, () => digestResult(name, Buffer.from('null'))),
  ])
  if (faults.length > 0) throw new Error(`The job types are not complete:\n${faults.join('\n')}`)
}

function errorsOf({ misfitError, onDependencyFailure }: JobType): number[] {
  const dependency = onDependencyFailure === 'run' ? [] : Object.values(onDependencyFailure)
  return [misfitError, ...dependency.map(({ id }) => id)]
}

function failureOf(name: string, attempt: () => unknown): string[] {
  try {
    attempt()
    return []
  } catch (error) {
    return [`${name}: ${String(error)}`]
  }
}
