import { jobError, nullable, resultBase, type JobType } from './job-type.js'

export interface OstreeResolveArgs {
  ostree_resolve_specs: { url: string; ref: string; rhsm: boolean }[]
}

/** Turns ostree refs into commits. */
export const ostreeResolve: JobType<'ostree-resolve'> = {
  name: 'ostree-resolve',
  archBound: false,
  claimableBy: 'workers',
  onDependencyFailure: 'run',
  awaited: false,
  misfitError: 33,
  argsSchema: {
    type: 'object',
    required: ['ostree_resolve_specs'],
    properties: {
      ostree_resolve_specs: { type: 'array', items: { type: 'object', required: ['url', 'ref', 'rhsm'] } },
    },
  },
  resultSchema: {
    type: 'object',
    properties: { ...resultBase, ostree_resolve_result_specs: nullable('array') },
  },
  selection: { job_error: true, ostree_resolve_result_specs: [{}] },
  digest: jobError,
}
