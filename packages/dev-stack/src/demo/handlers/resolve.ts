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
