import type { JobState } from '@composer/jobqueue'
import { collectGraph } from './collect-graph.js'
import { mapGraph, type ImportedCompose, type MappingOptions } from './map-graph.js'
import type { ReferenceJob } from './reference-job.js'
import type { Finding } from './report.js'

export interface MappedBatch {
  composes: ImportedCompose[]
  /** What is left out. */
  findings: Finding[]
}

/**
 * What becomes of some roots, in their order: each knows the composes before it. Pure.
 * @param jobs every job that one of the roots needs
 * @param known states of those jobs, and of what they depend on, that are here already
 */
export function mapBatch(
  roots: readonly string[],
  jobs: ReadonlyMap<string, ReferenceJob>,
  known: ReadonlyMap<string, JobState>,
  options: Omit<MappingOptions, 'elsewhere'>,
): MappedBatch {
  const elsewhere = new Map(known)
  const batch: MappedBatch = { composes: [], findings: [] }
  for (const id of roots) {
    const root = jobs.get(id)
    if (!root || elsewhere.has(id)) continue
    const graph = collectGraph(root, jobs, (one) => elsewhere.has(one))
    const mapped = mapGraph(graph, { ...options, elsewhere })
    if ('leftOut' in mapped) {
      batch.findings.push({ id, what: mapped.leftOut, reason: mapped.reason })
      continue
    }
    batch.composes.push(mapped.compose)
    for (const job of mapped.compose.jobs) elsewhere.set(job.id, job.state)
  }
  return batch
}
