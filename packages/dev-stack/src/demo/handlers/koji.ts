import { JobError, type Handler } from '@composer/worker-client'
import { digestOf } from '../package-catalogue.js'
import { isAsked, pause } from '../switches.js'

const KOJI_FAILED_DEPENDENCY = 13
const KOJI_INIT = 15
const KOJI_FINALIZE = 16

/** A build id made up from name, version and release. */
export function kojiInit(): Handler {
  return async (job, { signal }) => {
    const { name, version, release } = job.args as { name: string; version: string; release: string }
    await pause(100, signal)
    if (isAsked(job, 'demo-fail-koji'))
      throw new JobError(KOJI_INIT, 'koji init failed', 'the request asked for demo-fail-koji')
    const nvr = `${name}-${version}-${release}`
    return {
      build_id: Number.parseInt(digestOf('sha256', nvr).slice(0, 6), 16),
      token: digestOf('md5', nvr),
      koji_error: '',
    }
  }
}

export function kojiFinalize(): Handler {
  return async (job, { signal }) => {
    await pause(100, signal)
    const failed = (job.dynamicArgs as ({ job_error?: unknown } | null)[]).filter(
      (result) => result === null || result.job_error != null,
    )
    if (failed.length > 0) {
      const details = failed.map((result) => result?.job_error ?? 'no result')
      throw new JobError(KOJI_FAILED_DEPENDENCY, 'one of koji dependencies failed', details)
    }
    const builds = job.dynamicArgs.slice(1) as { target_results?: { name: string }[] }[]
    const complete = builds.every(
      ({ target_results: results = [] }) =>
        results.filter(({ name }) => name === 'org.osbuild.koji').length === 1,
    )
    if (!complete) throw new JobError(KOJI_FINALIZE, 'a build has no koji upload')
    return { koji_error: '' }
  }
}
