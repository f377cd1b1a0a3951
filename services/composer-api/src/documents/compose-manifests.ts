import { wireType } from '@composer/contracts'
import type { GraphRow, JobRow } from '@composer/jobqueue'
import { refusal } from '../errors.js'
import { imageBuilds } from './image-builds.js'
import type { FindJob } from './job-error.js'
import type { JsonPiece } from './json-piece.js'
import { jobErrorOf } from './outcomes.js'

const manifestTypes = ['image-builder-manifest', 'manifest-id-only', 'bootc-manifest']

/** The job whose result holds the manifest of a build. */
export function manifestJob(build: JobRow, findJob: FindJob): JobRow | undefined {
  return build.dependsOn
    .flatMap((id) => findJob(id) ?? [])
    .find((job) => manifestTypes.includes(wireType(job.type)))
}

/**
 * The manifests of a compose, one for each image, null for one that is not made yet: the `data` members of stored
 * results, named and not yet read, between pieces of JSON text.
 * @throws errors 11 (a manifest job failed), 15 (a build without one), 26
 */
export function composeManifests(graph: GraphRow, jobId: string, basePath: string): JsonPiece[] {
  const { builds, findJob } = imageBuilds(graph, jobId)
  const kind = 'ComposeManifests'
  const head = JSON.stringify({ href: `${basePath}/composes/${jobId}/manifests`, id: jobId, kind })
  const items = builds.flatMap((build, index): JsonPiece[] => [
    ...(index > 0 ? [','] : []),
    manifestOf(build, findJob, jobId),
  ])
  return [`${head.slice(0, -1)},"manifests":[`, ...items, ']}']
}

function manifestOf(build: JobRow, findJob: FindJob, composeId: string): JsonPiece {
  const job = manifestJob(build, findJob)
  if (!job) throw refusal(15, `build ${build.id} has no manifest job`)
  if (job.state !== 'finished') return 'null'
  const error = jobErrorOf(job)
  if (!error) return { jobId: job.id, absent: 'null' }
  const details = typeof error.details === 'string' ? error.details : JSON.stringify(error.details ?? null)
  throw refusal(11, `job "${composeId}": Code: ${error.id}, Reason: ${error.reason}, Details: ${details}`)
}
