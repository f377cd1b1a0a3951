import { legacyError, resultBase, type JobType } from './job-type.js'
import { argsOf, count, record, text } from './json-schema.js'
import { kojiBuild, type KojiInitArgs } from './koji-init.js'

export interface KojiFinalizeArgs extends KojiInitArgs {
  /** One per image, in order. */
  koji_filenames: string[]
  koji_directory: string
  task_id: number
  /** Unix seconds. */
  start_time: number
}

const args = {
  ...kojiBuild,
  koji_filenames: { type: 'array', items: { type: 'string' } },
  koji_directory: { type: 'string' },
  task_id: count,
  start_time: count,
} as const

/** Imports the builds into Koji, or marks the Koji build failed: it runs whatever happened before. */
export const kojiFinalize: JobType<'koji-finalize'> = {
  name: 'koji-finalize',
  archBound: false,
  claimableBy: 'workers',
  onDependencyFailure: 'run',
  awaited: false,
  confidential: false,
  misfitError: 16,
  argsSchema: argsOf(args, Object.keys(args)),
  resultSchema: record({ ...resultBase, koji_error: text }),
  selection: { koji_error: true },
  needs: ['koji_error'],
  digest: (result) => legacyError(result, 'koji_error'),
}
