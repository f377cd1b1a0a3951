import { jobError, nullable, resultBase, type JobType } from './job-type.js'

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
  misfitError: 36,
  argsSchema: {
    type: 'object',
    required: ['urls'],
    properties: { urls: { type: 'array', items: { type: 'string' } } },
  },
  resultSchema: {
    type: 'object',
    properties: { ...resultBase, success: { type: 'boolean' }, results: nullable('array') },
  },
  selection: { job_error: true, success: true, results: [{}] },
  digest: jobError,
}
