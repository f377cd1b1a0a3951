import type { PipelineNames } from '@composer/contracts'
import type { GraphRow, JobRow } from '@composer/jobqueue'
import { dependenciesOf } from './compose-roles.js'
import { manifestOutcome, osbuildOutcome } from './outcomes.js'

/**
 * The pipelines of a build; undefined until the build has reported its own. The names in the result of the manifest job
 * are preferred: a build only repeats the names in its args, which are what the catalog expected when it was planned.
 */
export function pipelineNamesOf(graph: GraphRow, build: JobRow): PipelineNames | undefined {
  const reported = osbuildOutcome(build)?.pipeline_names
  const manifest = dependenciesOf(graph, build).find(({ role }) => role === 'manifest')
  return reported && ((manifest && manifestOutcome(manifest)?.pipeline_names) ?? reported)
}
