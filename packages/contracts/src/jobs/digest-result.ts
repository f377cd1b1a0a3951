import {
  createSelector,
  JsonSyntaxError,
  readSelected,
  SelectionTooLargeError,
  type Ends,
  type Selection,
} from '@composer/raw-json'
import type { JobError } from './client-errors.js'
import { endedTypes } from './ended-types.js'
import { faultOf } from './fault-of.js'
import { ResultMisfitError, type JobOutcome, type JobType } from './job-type.js'
import { isJobTypeName, jobTypes, wireType } from './registry.js'
import { selectionOf } from './selection-of.js'
import { storable } from './storable.js'

export interface Digest {
  outcome: JobOutcome
  /** The outcome carries an error, or says that there was no success. */
  failed: boolean
  /** Set when the result does not fit its type: the JSON text that stands for it. */
  misfit?: { result: string }
}

/** No digest needs more of a result than this, lists of packages included. */
const maxSelectedBytes = 32 * 1024 * 1024

/** What is built of a shorter result may be more than what is needed of it. */
const readQuicklyUpTo = 1024 * 1024

/** Every look at a compose reads its outcomes. Those of a hundred targets with long errors fit in a part of this. */
const maxOutcomeLength = 1024 * 1024

/**
 * What status needs of a result, read without building its logs. A result that does not fit its type is answered with
 * an error that names the place, so that no later read fails on it: whatever a worker sends, its job gets an outcome.
 * @param stored type as the queue keeps it
 * @param result JSON text as it came
 * @param ends of the result, where it was stepped over before
 * @throws Error for a type that is neither in the registry nor one of `ended-types.ts`: such a job cannot be here
 */
export function digestResult(stored: string, result: Buffer, ends?: Ends): Digest {
  const type = typeOf(stored)
  const selection = selectionFor(type, {
    wholeLists: type.onlyChecksLists === true && result.length <= readQuicklyUpTo,
  })
  return digestOf(type, () => readSelected(result, selection, { maxBytes: maxSelectedBytes, ends }))
}

export interface ResultDigester {
  /** The next bytes of the result, in UTF-8, cut anywhere. */
  write(bytes: Buffer): void
  end(): Digest
}

/** `digestResult` for a result that comes in chunks: its memory is that of the digest. */
export function createResultDigester(stored: string): ResultDigester {
  const type = typeOf(stored)
  const selector = createSelector(selectionFor(type, { wholeLists: false }), { maxBytes: maxSelectedBytes })
  let failure: { error: unknown } | undefined
  return {
    write(bytes) {
      if (failure) return
      try {
        selector.write(bytes)
      } catch (error) {
        failure = { error }
      }
    },
    end: () =>
      digestOf(type, () => {
        if (failure) throw failure.error
        return selector.end()
      }),
  }
}

function digestOf(type: JobType, read: () => unknown): Digest {
  try {
    const outcome = storable(type.digest(membersOf(type, read()))) as JobOutcome
    const { length } = JSON.stringify(outcome)
    if (length > maxOutcomeLength)
      throw new ResultMisfitError(`what a status would show of it has ${length} characters`)
    return { outcome, failed: outcome.job_error !== undefined || outcome.success === false }
  } catch (error) {
    if (isMisfit(error)) return misfit(type, error.message)
    throw error
  }
}

/** @param read what was selected; nothing at all is what an empty Go value is: a result without members */
function membersOf(type: JobType, read: unknown): Record<string, unknown> {
  const fault = faultOf(type.resultSchema, read ?? {})
  if (fault !== undefined) throw new ResultMisfitError(fault)
  const members = (read ?? {}) as Record<string, unknown>
  const missing =
    members.job_error == null ? type.needs.find((name) => members[name] === undefined) : undefined
  if (missing !== undefined) throw new ResultMisfitError(`${missing} is missing`)
  return members
}

const selections = { quick: new WeakMap<JobType, Selection>(), exact: new WeakMap<JobType, Selection>() }

function selectionFor(type: JobType, options: { wholeLists: boolean }): Selection {
  const known = options.wholeLists ? selections.quick : selections.exact
  const selection = known.get(type) ?? selectionOf(type.resultSchema, options)
  known.set(type, selection)
  return selection
}

const isMisfit = (error: unknown): error is Error =>
  [ResultMisfitError, JsonSyntaxError, SelectionTooLargeError].some((kind) => error instanceof kind)

function misfit(type: JobType, details: string): Digest {
  const error: JobError = {
    id: type.misfitError,
    reason: `The worker's result does not fit a job of type ${type.name}`,
    details,
  }
  const outcome = storable({ job_error: error }) as JobOutcome
  return { outcome, failed: true, misfit: { result: JSON.stringify(outcome) } }
}

/**
 * Checks the args of a job before it is enqueued.
 * @returns what does not fit, or undefined
 */
export function argsFault(name: string, args: unknown): string | undefined {
  return faultOf(typeOf(name).argsSchema, args)
}

function typeOf(stored: string): JobType {
  const name = wireType(stored)
  const type = isJobTypeName(name) ? jobTypes[name] : endedTypes.get(name)
  if (!type) throw new Error(`There is no job type '${stored}'`)
  return type
}
