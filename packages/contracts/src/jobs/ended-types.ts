import { defineJobType, jobError, resultBase, type JobType } from './job-type.js'
import { argsOf, record } from './json-schema.js'
import { manifestResult } from './manifest-result.js'

/**
 * Types that nobody here plans or hands out: jobs of them come only with the history of another installation. Of their
 * results status needs the error. They are no part of the registry, so that workers which ask for them among others
 * are neither refused nor given any.
 */
const ended = {
  awaited: false,
  claimableBy: 'server',
  confidential: true,
  onDependencyFailure: 'run',
  argsSchema: argsOf({}),
  needs: [],
} as const

const onlyAnError = { ...ended, resultSchema: record(resultBase), digest: jobError } as const

const types: readonly JobType[] = [
  defineJobType({ ...onlyAnError, name: 'file-resolve', archBound: false, misfitError: 36 }),
  defineJobType({ ...onlyAnError, name: 'bootc-info-resolve', archBound: true, misfitError: 8 }),
  defineJobType({ ...manifestResult, ...ended, name: 'bootc-manifest', archBound: false }),
]

/** By name. */
export const endedTypes: ReadonlyMap<string, JobType> = new Map(types.map((type) => [type.name, type]))

/** Whether results of such jobs can be read although nobody here plans them. @param name without an architecture */
export const isEndedType = (name: string): boolean => endedTypes.has(name)
