import type { PipelineNames } from '@composer/contracts'
import type { GraphRow, JobRow } from '@composer/jobqueue'
import { dependenciesOf } from './compose-roles.js'
import { manifestOutcome, osbuildOutcome } from './outcomes.js'

/**
 * The pipelines of a build that has reported; undefined until then. Those of its manifest where that has them: a build
 * repeats what it was planned with, which is what the catalog expected.
 */
export function pipelineNamesOf(graph: GraphRow, build: JobRow): PipelineNames | undefined {
  const reported = osbuildOutcome(build)?.pipeline_names
  const manifest = dependenciesOf(graph, build).find(({ role }) => role === 'manifest')
  return reported && ((manifest && manifestOutcome(manifest)?.pipeline_names) ?? reported)
}
