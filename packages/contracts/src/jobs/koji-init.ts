import { legacyError, resultBase, ResultMisfitError, type JobOutcome, type JobType } from './job-type.js'
import { argsOf, count, record, text } from './json-schema.js'

export interface KojiInitArgs {
  server: string
  name: string
  version: string
  release: string
}

export interface KojiInitOutcome extends JobOutcome {
  build_id?: number
}

/** What names a build in Koji. */
export const kojiBuild = {
  server: { type: 'string' },
  name: { type: 'string' },
  version: { type: 'string' },
  release: { type: 'string' },
} as const

/** Reserves the build in Koji. */
export const kojiInit: JobType<'koji-init'> = {
  name: 'koji-init',
  archBound: false,
  claimableBy: 'workers',
  onDependencyFailure: 'run',
  awaited: false,
  confidential: false,
  misfitError: 15,
  argsSchema: argsOf(kojiBuild, Object.keys(kojiBuild)),
  resultSchema: record({ ...resultBase, build_id: count, token: text, koji_error: text }),
  // The token stays in the result: nobody but the import needs it.
  selection: { build_id: true, koji_error: true },
  needs: [],
  digest(result): KojiInitOutcome {
    const outcome = legacyError(result, 'koji_error')
    const { build_id: buildId } = result as { build_id?: number | null }
    if (!outcome.job_error && buildId == null) throw new ResultMisfitError('build_id is missing')
    return { ...outcome, ...(buildId ? { build_id: buildId } : {}) }
  },
}
