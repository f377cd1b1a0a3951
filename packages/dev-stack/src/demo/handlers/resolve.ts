import { JobError, type Handler } from '@composer/worker-client'
import { digestOf } from '../package-catalogue.js'
import { isAsked, pause } from '../switches.js'

interface ContainerSpec {
  source: string
  name: string
}

/** Digests made up from the names, always the same for the same name. */
export function containerResolve(): Handler {
  return async (job, { signal }) => {
    const { pipeline_specs, specs = [] } = job.args as {
      pipeline_specs?: Record<string, ContainerSpec[]>
      specs?: ContainerSpec[]
    }
    await pause(100, signal)
    if (isAsked(job, 'demo-fail-resolve'))
      throw new JobError(30, 'cannot resolve container', 'the request asked for demo-fail-resolve')
    const byPipeline = pipeline_specs ?? { '': specs }
    const resolved = Object.entries(byPipeline).map(
      ([pipeline, list]) => [pipeline, list.map(resolveContainer)] as const,
    )
    const sorted = [...resolved].sort(([a], [b]) => (a < b ? -1 : 1))
    return { pipeline_specs: Object.fromEntries(resolved), specs: sorted.flatMap(([, list]) => list) }
  }
}

function resolveContainer(spec: ContainerSpec): object {
  const hash = (what: string) => `sha256:${digestOf('sha256', `${what} of ${spec.source}`)}`
  const source = spec.source.replace(/:[^/:]*$/, '')
  return { ...spec, source, image_id: hash('image'), digest: hash('digest'), 'list-digest': hash('list') }
}

export function ostreeResolve(): Handler {
  return async (job, { signal }) => {
    const { ostree_resolve_specs: specs } = job.args as {
      ostree_resolve_specs: { url: string; ref: string; rhsm?: boolean }[]
    }
    await pause(100, signal)
    if (isAsked(job, 'demo-fail-resolve'))
      throw new JobError(33, 'cannot resolve ref', 'the request asked for demo-fail-resolve')
    return {
      ostree_resolve_result_specs: specs.map(({ url, ref, rhsm }) => ({
        url,
        ref,
        checksum: /^[0-9a-f]{64}$/.test(ref) ? ref : digestOf('sha256', `${url}#${ref}`),
        bool: rhsm ?? false,
        secrets: '',
      })),
    }
  }
}

export function fileResolve(): Handler {
  return async (job, { signal }) => {
    const { urls } = job.args as { urls: string[] }
    await pause(50, signal)
    if (isAsked(job, 'demo-fail-resolve'))
      throw new JobError(36, 'cannot fetch file', 'the request asked for demo-fail-resolve')
    const content = (url: string) => Buffer.from(`demo contents of ${url}\n`).toString('base64')
    return { success: true, results: urls.map((url) => ({ url, content: content(url) })) }
  }
}

export function bootcInfoResolve(arch: string): Handler {
  return async (job, { signal }) => {
    const { specs } = job.args as { specs: { reference: string; resolve_mode: string }[] | null }
    await pause(100, signal)
    if (isAsked(job, 'demo-fail-resolve'))
      throw new JobError(41, 'cannot inspect container', 'the request asked for demo-fail-resolve')
    return {
      infos: (specs ?? []).map(({ reference, resolve_mode: mode }) => ({
        imgref: reference,
        image_id: `sha256:${digestOf('sha256', reference)}`,
        arch,
        default_root_fs: mode === 'full' ? 'xfs' : '',
        size: mode === 'full' ? 1_073_741_824 : 0,
        ...(mode === 'full' && { os_info: { os_release: { id: 'centos', version_id: '10' } } }),
      })),
    }
  }
}
