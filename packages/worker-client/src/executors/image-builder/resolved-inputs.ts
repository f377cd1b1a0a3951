import { JobError } from '../../job-error.js'
import type { ManifestArgs, OstreeArgs } from './manifest-args.js'

const CONTAINER_DEPENDENCY = 31
const OSTREE_DEPENDENCY = 35

interface ContainerSpec {
  source: string
  name: string
  digest?: string
  'list-digest'?: string
}

/**
 * Puts the results of the resolve jobs into the args: containers get their digests, the ostree parent gets its commit.
 * So the build uses what was resolved, even if a tag or a ref changes meanwhile.
 * @throws {JobError} 31 or 35 if a resolve job failed
 */
export function withResolvedInputs(args: ManifestArgs, dynamicArgs: unknown[]): ManifestArgs {
  const containers = resultAt<{ specs?: ContainerSpec[] }>(
    dynamicArgs,
    args.containerIndex,
    CONTAINER_DEPENDENCY,
  )
  const commits = resultAt<{ ostree_resolve_result_specs?: { ref: string; checksum: string }[] }>(
    dynamicArgs,
    args.ostreeIndex,
    OSTREE_DEPENDENCY,
  )
  const ostree = args.ostree && pinnedCommit(args, args.ostree, commits?.ostree_resolve_result_specs ?? [])
  return { ...args, blueprint: pinnedContainers(args.blueprint, containers?.specs ?? []), ostree }
}

function resultAt<T>(dynamicArgs: unknown[], index: number | undefined, errorId: number): T | undefined {
  if (index === undefined) return undefined
  const result = dynamicArgs[index] as (T & { job_error?: { reason?: string } }) | null | undefined
  if (!result) throw new JobError(errorId, 'Error in a dependency: it has no result')
  if (result.job_error) throw new JobError(errorId, 'Error in a dependency', result.job_error)
  return result
}

function pinnedContainers(blueprint: unknown, specs: ContainerSpec[]): unknown {
  const { containers } = (blueprint ?? {}) as { containers?: { source: string; name?: string }[] }
  if (!containers || specs.length === 0) return blueprint
  const pinned = containers.map((container, index) => {
    const spec = specs[index]
    const digest = spec?.['list-digest'] ?? spec?.digest
    if (!spec || digest === undefined || digest === '') return container
    return {
      ...container,
      name: container.name ?? container.source,
      source: `${withoutTag(spec.source)}@${digest}`,
    }
  })
  return { ...(blueprint as object), containers: pinned }
}

/** Removes the tag of a container source. A colon after the last slash starts a tag; a colon before it, a port. */
function withoutTag(source: string): string {
  const [name = ''] = source.split('@', 1)
  const colon = name.lastIndexOf(':')
  return colon > name.lastIndexOf('/') ? name.slice(0, colon) : name
}

/** Image types that commit to a branch have a parent; the others deploy the commit of the ref. */
function pinnedCommit(
  { imageType }: ManifestArgs,
  ostree: OstreeArgs,
  commits: { checksum: string }[],
): OstreeArgs {
  const [commit] = commits
  const hasParent = (ostree.ParentRef ?? '') !== '' || /(commit|container)$/.test(imageType)
  return commit && hasParent ? { ...ostree, ParentRef: commit.checksum } : ostree
}
