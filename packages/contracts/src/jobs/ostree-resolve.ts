import { defineJobType, jobError, resultBase } from './job-type.js'
import { argsOf, flag, listOf, record, text, type ArgsOf } from './json-schema.js'

const args = argsOf(
  {
    ostree_resolve_specs: listOf(
      record({ url: { type: 'string' }, ref: { type: 'string' }, rhsm: flag }, ['url', 'ref', 'rhsm']),
    ),
  },
  ['ostree_resolve_specs'],
)
export type OstreeResolveArgs = ArgsOf<typeof args>

/** Turns ostree refs into commits. */
export const ostreeResolve = defineJobType({
  name: 'ostree-resolve',
  archBound: false,
  claimableBy: 'workers',
  onDependencyFailure: 'run',
  awaited: false,
  confidential: false,
  misfitError: 33,
  argsSchema: args,
  resultSchema: record({
    ...resultBase,
    // `bool` is the name under which workers answer the rhsm flag.
    ostree_resolve_result_specs: listOf(record({ url: text, ref: text, checksum: text, bool: flag })),
  }),
  needs: ['ostree_resolve_result_specs'],
  digest: jobError,
})
