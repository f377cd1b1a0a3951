import type { GraphRow, JobRow } from '@composer/jobqueue'
import { rawList, rawObject } from '@composer/raw-json'
import { refusal } from '../errors.js'
import { buildsOf, dependenciesOf, manifestOf, subjectOf } from './compose-roles.js'
import type { JsonPiece, StoredPiece } from './json-piece.js'
import { jobErrorOf } from './outcomes.js'

/**
 * The manifests of a compose, one for each image, null for one that does not exist yet. The returned pieces are JSON text
 * and references to the `data` members of stored results, which are read when the answer is sent.
 * @param own the manifests that builds have in their args, by build id
 * @throws errors 11 (a manifest job failed), 15 (a build without one), 26
 */
export function composeManifests(
  graph: GraphRow,
  jobId: string,
  basePath: string,
  own: ReadonlyMap<string, string> = new Map(),
): JsonPiece[] {
  const builds = buildsOf(subjectOf(graph, jobId))
  const kind = 'ComposeManifests'
  const head = { href: `${basePath}/composes/${jobId}/manifests`, id: jobId, kind }
  const items = builds.map((build) => own.get(build.id) ?? manifestPiece(manifestOf(graph, build), jobId))
  return rawObject<StoredPiece>(head, { manifests: rawList(items) })
}

/**
 * The builds without a manifest job. Builds that were imported from another installation may have their manifest in
 * their args instead.
 * @throws error 26
 */
export function buildsWithoutManifestJob(graph: GraphRow, jobId: string): JobRow[] {
  return buildsOf(subjectOf(graph, jobId)).filter((build) =>
    dependenciesOf(graph, build).every(({ role }) => role !== 'manifest'),
  )
}

function manifestPiece(job: JobRow, composeId: string): JsonPiece {
  if (job.state !== 'finished') return 'null'
  const error = jobErrorOf(job)
  if (!error) return { jobId: job.id, absent: 'null' }
  const details = typeof error.details === 'string' ? error.details : JSON.stringify(error.details ?? null)
  throw refusal(11, `job "${composeId}": Code: ${error.id}, Reason: ${error.reason}, Details: ${details}`)
}
