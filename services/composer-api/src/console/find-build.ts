import type { GraphRow, JobRow } from '@composer/jobqueue'
import type { ConsoleContext } from './console-context.js'
import { consoleRefusal } from './errors.js'

/**
 * The build with this id, and the graph it is in.
 * @throws error 6 when there is no such job, or it is no build
 */
export async function findBuild(
  { operator, queue }: Pick<ConsoleContext, 'operator' | 'queue'>,
  id: string,
): Promise<{ graph: GraphRow; build: JobRow }> {
  const job = await operator.job(id)
  // The channel of a build is its tenant, which is needed to find its compose.
  const graph = job?.role === 'build' ? await queue.readGraph(id, job.channel) : undefined
  const build = graph?.jobs.find((one) => one.id === id)
  if (!graph || !build) throw consoleRefusal(6, `id: ${id} is no build`)
  return { graph, build }
}
