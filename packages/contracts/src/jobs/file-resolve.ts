import { jobError, jobErrorSchema, jobErrorSelection, resultBase, type JobType } from './job-type.js'
import { flag, listOf, record, text } from './json-schema.js'

export interface FileResolveArgs {
  urls: string[]
}

/** Fetches files for a manifest. Nothing enqueues it today; workers know it. */
export const fileResolve: JobType<'file-resolve'> = {
  name: 'file-resolve',
  archBound: false,
  claimableBy: 'workers',
  onDependencyFailure: 'run',
  awaited: false,
  confidential: false,
  misfitError: 36,
  argsSchema: {
    type: 'object',
    required: ['urls'],
    properties: { urls: { type: 'array', items: { type: 'string' } } },
  },
  resultSchema: record({
    ...resultBase,
    success: flag,
    results: listOf(record({ url: text, target_error: jobErrorSchema })),
  }),
  selection: { success: true, results: [{ url: true, target_error: jobErrorSelection }] },
  needs: ['results'],
  digest: jobError,
}
