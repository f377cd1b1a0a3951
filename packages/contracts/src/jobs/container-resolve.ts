import { jobError, nullable, resultBase, type JobType } from './job-type.js'

export interface ContainerSpec {
  source: string
  name: string
  'tls-verify'?: boolean
  local?: boolean
  /** Empty before the resolution. */
  image_id: string
  digest: string
  'list-digest'?: string
}

export interface ContainerResolveArgs {
  arch: string
  pipeline_specs?: Record<string, ContainerSpec[]>
  /** For old workers: the lists above one after the other, by pipeline name. */
  specs?: ContainerSpec[]
  pre_manifest_dyn_args_idx?: number
}

/** Turns container references into digests. */
export const containerResolve: JobType<'container-resolve'> = {
  name: 'container-resolve',
  archBound: false,
  claimableBy: 'workers',
  onDependencyFailure: 'run',
  awaited: false,
  misfitError: 30,
  argsSchema: {
    type: 'object',
    required: ['arch'],
    properties: {
      arch: { type: 'string' },
      pipeline_specs: { type: 'object' },
      specs: { type: 'array', items: { type: 'object', required: ['source', 'name', 'image_id', 'digest'] } },
      pre_manifest_dyn_args_idx: { type: 'integer', minimum: 0 },
    },
  },
  resultSchema: {
    type: 'object',
    properties: { ...resultBase, pipeline_specs: nullable('object'), specs: nullable('array') },
  },
  selection: { job_error: true, pipeline_specs: {}, specs: [{}] },
  digest: jobError,
}
