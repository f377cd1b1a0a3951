import { jobError, resultBase, type JobType } from './job-type.js'
import { argsOf, count, flag, listOf, mapOf, record, text } from './json-schema.js'

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

const specs = listOf(
  record(
    {
      source: { type: 'string' },
      name: text,
      'tls-verify': flag,
      local: flag,
      image_id: text,
      digest: text,
      'list-digest': text,
    },
    ['source'],
  ),
)
const specSelection = { source: true, name: true, image_id: true, digest: true, 'list-digest': true } as const

/** Turns container references into digests. Nothing to resolve is a success. */
export const containerResolve: JobType<'container-resolve'> = {
  name: 'container-resolve',
  archBound: false,
  claimableBy: 'workers',
  onDependencyFailure: 'run',
  awaited: false,
  confidential: false,
  misfitError: 30,
  argsSchema: argsOf(
    { arch: { type: 'string' }, pipeline_specs: mapOf(specs), specs, pre_manifest_dyn_args_idx: count },
    ['arch'],
  ),
  resultSchema: record({ ...resultBase, pipeline_specs: mapOf(specs), specs }),
  selection: { pipeline_specs: { '*': [specSelection] }, specs: [specSelection] },
  needs: [],
  digest: jobError,
}
