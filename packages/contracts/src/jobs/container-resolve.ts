import { defineJobType, jobError, resultBase } from './job-type.js'
import { argsOf, count, flag, listOf, mapOf, record, text, type ArgsOf } from './json-schema.js'

const spec = record(
  {
    source: { type: 'string' },
    name: text,
    'tls-verify': flag,
    local: flag,
    /** Empty, like the digests, before the resolution. */
    image_id: text,
    digest: text,
    'list-digest': text,
  },
  ['source'],
)
const specs = listOf(spec)

const args = argsOf(
  {
    arch: { type: 'string' },
    pipeline_specs: mapOf(specs),
    /** For old workers: the lists above one after the other, by pipeline name. */
    specs,
    pre_manifest_dyn_args_idx: count,
  },
  ['arch'],
)
export type ContainerResolveArgs = ArgsOf<typeof args>
export type ContainerSpec = NonNullable<ArgsOf<typeof spec>>

/** Turns container references into digests. Nothing to resolve is a success. */
export const containerResolve = defineJobType({
  name: 'container-resolve',
  archBound: false,
  claimableBy: 'workers',
  onDependencyFailure: 'run',
  awaited: false,
  confidential: false,
  misfitError: 30,
  argsSchema: args,
  resultSchema: record({ ...resultBase, pipeline_specs: mapOf(specs), specs }),
  needs: [],
  digest: jobError,
})
