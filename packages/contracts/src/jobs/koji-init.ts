import { defineJobType, legacyError, resultBase, ResultMisfitError, type JobOutcome } from './job-type.js'
import { argsOf, count, everyOf, record, text, type ArgsOf } from './json-schema.js'

/** What names a build in Koji. */
export const kojiBuild = {
  server: { type: 'string' },
  name: { type: 'string' },
  version: { type: 'string' },
  release: { type: 'string' },
} as const

const args = argsOf(kojiBuild, everyOf(kojiBuild))
export type KojiInitArgs = ArgsOf<typeof args>

export interface KojiInitOutcome extends JobOutcome {
  build_id?: number
}

/** Reserves the build in Koji. */
export const kojiInit = defineJobType({
  name: 'koji-init',
  archBound: false,
  claimableBy: 'workers',
  onDependencyFailure: 'run',
  awaited: false,
  confidential: false,
  misfitError: 15,
  argsSchema: args,
  // The token stays in the result: only the import needs it.
  resultSchema: record({ ...resultBase, build_id: count, token: text, koji_error: text }),
  needs: [],
  digest(result): KojiInitOutcome {
    const outcome = legacyError(result, result.koji_error)
    const { build_id: buildId } = result
    if (!outcome.job_error && buildId == null) throw new ResultMisfitError('build_id is missing')
    return { ...outcome, ...(buildId ? { build_id: buildId } : {}) }
  },
})
