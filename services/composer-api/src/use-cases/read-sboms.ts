import type { GraphRow, JobQueue, JobRow } from '@composer/jobqueue'
import { sbomItems, sbomJobs } from '../documents/compose-sboms.js'
import { pipelineNamesOf } from '../documents/pipeline-names.js'
import { refusal } from '../errors.js'
import { readResultBytes } from './read-result-bytes.js'

/**
 * The SBOMs of one image as JSON texts.
 * @throws error 15 when there are none; the details say why
 */
export async function readSboms(queue: JobQueue, graph: GraphRow, build: JobRow): Promise<string[]> {
  const pipelines = pipelineNamesOf(graph, build)
  if (!pipelines) throw refusal(15, `build ${build.id} has not reported its pipelines; it may still run`)
  for (const job of sbomJobs(graph, build)) {
    const result = await readResultBytes(queue, job.id)
    const items = result && sbomItems(result, pipelines)
    if (items) return items
  }
  throw refusal(15, `no job of build ${build.id} reported an SBOM`)
}
