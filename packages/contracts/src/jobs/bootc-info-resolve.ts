import { jobError, nullable, resultBase, type JobType } from './job-type.js'

export interface BootcInfoResolveArgs {
  specs: { reference: string; resolve_mode: 'full' | 'build' }[] | null
}

/** Reads what a bootc container says about itself. */
export const bootcInfoResolve: JobType<'bootc-info-resolve'> = {
  name: 'bootc-info-resolve',
  archBound: true,
  claimableBy: 'workers',
  onDependencyFailure: 'run',
  awaited: false,
  misfitError: 40,
  argsSchema: {
    type: 'object',
    required: ['specs'],
    properties: {
      specs: { type: ['array', 'null'], items: { type: 'object', required: ['reference', 'resolve_mode'] } },
    },
  },
  resultSchema: { type: 'object', properties: { ...resultBase, infos: nullable('array') } },
  selection: { job_error: true, infos: [{}] },
  digest: jobError,
}
