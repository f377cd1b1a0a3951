import { legacyError, resultBase, type JobType } from './job-type.js'
import { kojiArgs, type KojiInitArgs } from './koji-init.js'

export interface KojiFinalizeArgs extends KojiInitArgs {
  /** One per image, in order. */
  koji_filenames: string[]
  koji_directory: string
  task_id: number
  /** Unix seconds. */
  start_time: number
}

/** Imports the builds into Koji, or marks the Koji build failed: it runs whatever happened before. */
export const kojiFinalize: JobType<'koji-finalize'> = {
  name: 'koji-finalize',
  archBound: false,
  claimableBy: 'workers',
  onDependencyFailure: 'run',
  awaited: false,
  misfitError: 16,
  argsSchema: {
    ...kojiArgs,
    required: [...kojiArgs.required, 'koji_filenames', 'koji_directory', 'task_id', 'start_time'],
  },
  resultSchema: { type: 'object', properties: { ...resultBase, koji_error: { type: 'string' } } },
  selection: { job_error: true, koji_error: true },
  digest: (result) => legacyError(result, 'koji_error'),
}
