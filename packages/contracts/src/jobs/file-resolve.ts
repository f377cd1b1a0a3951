import { defineJobType, jobError, jobErrorSchema, resultBase } from './job-type.js'
import { argsOf, flag, listOf, record, text } from './json-schema.js'

/** Fetches files for a manifest. Nothing enqueues it today; workers know it. */
export const fileResolve = defineJobType({
  name: 'file-resolve',
  archBound: false,
  claimableBy: 'workers',
  onDependencyFailure: 'run',
  awaited: false,
  confidential: false,
  misfitError: 36,
  argsSchema: argsOf({ urls: { type: 'array', items: { type: 'string' } } }, ['urls']),
  resultSchema: record({
    ...resultBase,
    success: flag,
    results: listOf(record({ url: text, target_error: jobErrorSchema })),
  }),
  needs: ['results'],
  digest: jobError,
})
