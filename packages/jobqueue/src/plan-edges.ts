import { InvalidGraphError } from './errors.js'
import type { GraphEdge } from './sql/enqueue-graph.js'
import type { NewGraph } from './types.js'

/**
 * Turns refs into ids. `ids` are in plan order; the last job is the root and gives the compose its id.
 * @throws InvalidGraphError
 */
export function planEdges(
  graph: NewGraph,
  ids: string[],
): { composeId: string; jobIds: Record<string, string>; edges: GraphEdge[] } {
  const composeId = ids.at(-1)
  if (composeId === undefined) throw new InvalidGraphError('A graph needs at least one job')
  const jobIds: Record<string, string> = Object.fromEntries(
    graph.jobs.map((job, place) => [job.ref, ids[place] ?? '']),
  )
  if (Object.keys(jobIds).length !== ids.length)
    throw new InvalidGraphError('Two jobs of the graph have the same ref')
  const edges = graph.jobs.flatMap((job) =>
    job.dependsOn.map((dependency, position): GraphEdge => {
      const dependencyId = 'ref' in dependency ? jobIds[dependency.ref] : dependency.jobId
      if (dependencyId === undefined) {
        throw new InvalidGraphError(
          `Job '${job.ref}' depends on '${JSON.stringify(dependency)}', which is not in the graph`,
        )
      }
      return {
        jobId: jobIds[job.ref] ?? '',
        position,
        dependencyId,
        failureResult: dependency.failureResult ?? null,
      }
    }),
  )
  return { composeId, jobIds, edges }
}
