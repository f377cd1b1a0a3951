import { Ajv, type ValidateFunction } from 'ajv'
import { JsonSyntaxError, readSelected } from '@composer/raw-json'
import type { JobError } from './client-errors.js'
import type { JobOutcome, JobType } from './job-type.js'
import { isJobTypeName, jobTypes, wireType } from './registry.js'
import { storable } from './storable.js'

export interface Digest {
  outcome: JobOutcome
  /** The outcome carries an error, or says that there was no success. */
  failed: boolean
  /** Set when the result does not fit its type: the JSON text that stands for it. */
  misfit?: { result: string }
}

/** One Ajv for all types: nullable members are type lists, and kinds are all that is checked. */
const ajv = new Ajv({ strict: true, allowUnionTypes: true, strictTypes: false, strictRequired: false })
const validators = new Map<string, ValidateFunction>()

function validator(key: string, schema: object): ValidateFunction {
  const known = validators.get(key)
  if (known) return known
  const made = ajv.compile(schema)
  validators.set(key, made)
  return made
}

/**
 * What status needs of a result, read without building its logs. A result that does not fit its type is answered with
 * an error that names the place, so that it poisons no later read.
 * @param stored type as the queue keeps it
 * @param result JSON text as it came
 */
export function digestResult(stored: string, result: Buffer): Digest {
  const type = typeOf(stored)
  try {
    // Nothing at all is what an empty Go value is: a result without members.
    const read = readSelected(result, type.selection) ?? {}
    const validate = validator(`${type.name} result`, type.resultSchema)
    if (!validate(read)) return misfit(type, describe(validate))
    const outcome = storable(type.digest(read as Record<string, unknown>)) as JobOutcome
    return { outcome, failed: outcome.job_error !== undefined || outcome.success === false }
  } catch (error) {
    if (error instanceof JsonSyntaxError) return misfit(type, error.message)
    throw error
  }
}

/**
 * Checks the args of a job before it is enqueued.
 * @returns what does not fit, or undefined
 */
export function argsFault(name: string, args: unknown): string | undefined {
  const type = typeOf(name)
  const validate = validator(`${type.name} args`, type.argsSchema)
  return validate(args) ? undefined : describe(validate)
}

function typeOf(stored: string): JobType {
  const name = wireType(stored)
  if (!isJobTypeName(name)) throw new Error(`There is no job type '${stored}'`)
  return jobTypes[name]
}

function misfit(type: JobType, details: string): Digest {
  const error: JobError = {
    id: type.misfitError,
    reason: `The worker's result is no result of a ${type.name} job`,
    details,
  }
  const outcome = { job_error: error }
  return { outcome, failed: true, misfit: { result: JSON.stringify(outcome) } }
}

function describe(validate: ValidateFunction): string {
  const [error] = validate.errors ?? []
  return error ? `${error.instancePath || '/'} ${error.message ?? 'does not fit'}` : 'does not fit'
}
