import { defineJobType, jobError, resultBase } from './job-type.js'
import { argsOf, count, listOf, opaque, record } from './json-schema.js'

/** Server-side preparation of a bootc manifest; no worker may ask for it. */
export const bootcPreManifest = defineJobType({
  name: 'bootc-pre-manifest',
  archBound: false,
  claimableBy: 'server',
  onDependencyFailure: 'run',
  awaited: false,
  confidential: true,
  misfitError: 8,
  argsSchema: argsOf(
    {
      image_type: { type: 'string' },
      blueprint: opaque,
      image_options: opaque,
      seed: count,
      bootc_info_resolve_dyn_args_idx: count,
      base_info_idx: count,
      build_info_idx: count,
    },
    ['image_type', 'blueprint', 'base_info_idx'],
  ),
  resultSchema: record({ ...resultBase, container_resolve_job_args: opaque, targets: listOf(opaque) }),
  needs: [],
  digest: jobError,
})
