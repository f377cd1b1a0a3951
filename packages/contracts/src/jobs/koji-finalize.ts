import { defineJobType, legacyError, resultBase } from './job-type.js'
import { argsOf, everyOf, record, text, type ArgsOf } from './json-schema.js'
import { kojiBuild } from './koji-init.js'

const members = {
  ...kojiBuild,
  /** One per image, in order. */
  koji_filenames: { type: 'array', items: { type: 'string' } },
  koji_directory: { type: 'string' },
  task_id: { type: 'integer', minimum: 0 },
  /** Unix seconds. */
  start_time: { type: 'integer', minimum: 0 },
} as const

const args = argsOf(members, everyOf(members))
export type KojiFinalizeArgs = ArgsOf<typeof args>

/** Imports the builds into Koji, or marks the Koji build failed: it runs whatever happened before. */
export const kojiFinalize = defineJobType({
  name: 'koji-finalize',
  archBound: false,
  claimableBy: 'workers',
  onDependencyFailure: 'run',
  awaited: false,
  confidential: false,
  misfitError: 16,
  argsSchema: args,
  resultSchema: record({ ...resultBase, koji_error: text }),
  needs: [],
  digest: (result) => legacyError(result, result.koji_error),
})
