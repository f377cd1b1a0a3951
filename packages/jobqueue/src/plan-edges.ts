import { InvalidGraphError } from './errors.js'
import type { GraphEdge } from './sql/enqueue-graph.js'
import type { NewGraph } from './types.js'

export interface PlannedEdges {
  composeId: string
  /** In plan order. */
  ids: string[]
  /** ref → id. */
  jobIds: Map<string, string>
  edges: GraphEdge[]
}

/**
 * Replaces refs by ids. `newId` must return ascending ids. Dependencies get their ids first: transactions lock jobs in
 * the order of their ids, and so the lock order is also from dependency to dependent. The last job is the root; its id
 * is the id of the compose.
 * @throws InvalidGraphError
 */
export function planEdges(graph: NewGraph, newId: () => string): PlannedEdges {
  const root = graph.jobs.at(-1)
  if (root === undefined) throw new InvalidGraphError('A graph needs at least one job')
  const jobIds = new Map(dependenciesFirst(graph).map((ref) => [ref, newId()]))
  const idOf = (ref: string): string => {
    const id = jobIds.get(ref)
    if (id === undefined) throw new InvalidGraphError(`There is no job '${ref}' in the graph`)
    return id
  }
  const ids = graph.jobs.map((job) => idOf(job.ref))
  const edges = graph.jobs.flatMap((job) =>
    job.dependsOn.map((dependency, position) => ({
      jobId: idOf(job.ref),
      position,
      dependencyId: 'ref' in dependency ? idOf(dependency.ref) : dependency.jobId,
      failureResult: dependency.failureResult ?? null,
    })),
  )
  if (new Set(edges.map(({ jobId, dependencyId }) => jobId + dependencyId)).size < edges.length)
    throw new InvalidGraphError('A job of the graph depends on another one twice')
  return { composeId: idOf(root.ref), ids, jobIds, edges }
}

/**
 * The refs in an order in which every job follows its dependencies. A cycle is refused, since its jobs would wait for
 * ever.
 */
function dependenciesFirst({ jobs }: NewGraph): string[] {
  const waiting = new Map(
    jobs.map((job) => [job.ref, new Set(job.dependsOn.flatMap((d) => ('ref' in d ? [d.ref] : [])))]),
  )
  if (waiting.size !== jobs.length) throw new InvalidGraphError('Two jobs of the graph have the same ref')
  const dependents = new Map<string, string[]>(jobs.map((job) => [job.ref, []]))
  for (const [ref, needs] of waiting) for (const need of needs) dependents.get(need)?.push(ref)

  const order = [...waiting].filter(([, needs]) => needs.size === 0).map(([ref]) => ref)
  // `order` grows during this loop.
  for (const ref of order) {
    waiting.delete(ref)
    for (const dependent of dependents.get(ref) ?? []) {
      const needs = waiting.get(dependent)
      needs?.delete(ref)
      if (needs?.size === 0) order.push(dependent)
    }
  }
  if (waiting.size > 0) throw new InvalidGraphError(describeUnresolved(waiting))
  return order
}

function describeUnresolved(waiting: Map<string, Set<string>>): string {
  for (const [ref, needs] of waiting) {
    const missing = [...needs].find((need) => !waiting.has(need))
    if (missing !== undefined) return `Job '${ref}' depends on '${missing}', which is not in the graph`
  }
  return `Jobs of the graph depend on each other in a circle: ${[...waiting.keys()].join(', ')}`
}
