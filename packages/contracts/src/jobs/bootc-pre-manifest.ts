import { jobError, nullable, resultBase, type JobType } from './job-type.js'

export interface BootcPreManifestArgs {
  image_type: string
  blueprint: unknown
  image_options: unknown
  seed: number
  bootc_info_resolve_dyn_args_idx: number | null
  base_info_idx: number
  build_info_idx?: number
}

/** Server-side preparation of a bootc manifest; no worker may ask for it. */
export const bootcPreManifest: JobType<'bootc-pre-manifest'> = {
  name: 'bootc-pre-manifest',
  archBound: false,
  claimableBy: 'server',
  onDependencyFailure: 'run',
  awaited: false,
  misfitError: 8,
  argsSchema: { type: 'object', required: ['image_type', 'blueprint', 'base_info_idx'] },
  resultSchema: {
    type: 'object',
    properties: { ...resultBase, container_resolve_job_args: nullable('object'), targets: nullable('array') },
  },
  selection: { job_error: true, container_resolve_job_args: {}, targets: [{}] },
  digest: jobError,
}
