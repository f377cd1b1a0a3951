import { legacyError, resultBase, type JobOutcome, type JobType } from './job-type.js'

export interface KojiInitArgs {
  server: string
  name: string
  version: string
  release: string
}

export interface KojiInitOutcome extends JobOutcome {
  build_id?: number
}

export const kojiArgs = {
  type: 'object',
  required: ['server', 'name', 'version', 'release'],
  properties: {
    server: { type: 'string' },
    name: { type: 'string' },
    version: { type: 'string' },
    release: { type: 'string' },
  },
} as const

/** Reserves the build in Koji. */
export const kojiInit: JobType<'koji-init'> = {
  name: 'koji-init',
  archBound: false,
  claimableBy: 'workers',
  onDependencyFailure: 'run',
  awaited: false,
  misfitError: 15,
  argsSchema: kojiArgs,
  resultSchema: {
    type: 'object',
    properties: {
      ...resultBase,
      build_id: { type: 'integer' },
      token: { type: 'string' },
      koji_error: { type: 'string' },
    },
  },
  selection: { job_error: true, build_id: true, koji_error: true },
  digest(result): KojiInitOutcome {
    const { build_id: buildId } = result as { build_id?: number }
    return { ...legacyError(result, 'koji_error'), ...(buildId ? { build_id: buildId } : {}) }
  },
}
