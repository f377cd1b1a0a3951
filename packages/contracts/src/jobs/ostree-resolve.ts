import { jobError, resultBase, type JobType } from './job-type.js'
import { argsOf, flag, listOf, record, text } from './json-schema.js'

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
  confidential: false,
  misfitError: 33,
  argsSchema: argsOf(
    {
      ostree_resolve_specs: listOf(
        record({ url: { type: 'string' }, ref: { type: 'string' }, rhsm: flag }, ['url', 'ref', 'rhsm']),
      ),
    },
    ['ostree_resolve_specs'],
  ),
  resultSchema: record({
    ...resultBase,
    // `bool` is the name under which workers answer the rhsm flag.
    ostree_resolve_result_specs: listOf(record({ url: text, ref: text, checksum: text, bool: flag })),
  }),
  selection: { ostree_resolve_result_specs: [{ url: true, ref: true, checksum: true, bool: true }] },
  needs: ['ostree_resolve_result_specs'],
  digest: jobError,
}
