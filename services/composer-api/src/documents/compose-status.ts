import { wireType } from '@composer/contracts'
import type { GraphRow, JobRow } from '@composer/jobqueue'
import { refusal } from '../errors.js'
import { describeImage, plainImageValue } from './image-status.js'
import type { FindJob } from './job-error.js'
import { describeKoji } from './koji-status.js'
import type { ComposeStatus, ComposeStatusValue, ImageStatusValue } from './schemas.js'
import type { ArtifactPath } from './upload-status.js'

/** What documents need beside the rows. */
export interface Presentation {
  /** Prefix of every href, without a trailing slash. */
  basePath: string
  artifactPath: ArtifactPath
}

/**
 * The status of the compose or koji child build that `jobId` names.
 * @throws errors 26 (no such kind of job), 1007, 1012, 1015
 */
export function composeStatus(graph: GraphRow, jobId: string, present: Presentation): ComposeStatus {
  const { job, findJob } = pickJob(graph, jobId)
  const reference = { id: jobId, kind: 'ComposeStatus', href: `${present.basePath}/composes/${jobId}` }
  switch (wireType(job.type)) {
    case 'osbuild':
      return { ...reference, ...describePlain(job, findJob, present.artifactPath) }
    case 'koji-finalize':
      return { ...reference, ...describeKoji(job, findJob, present.artifactPath) }
    default:
      throw refusal(26)
  }
}

/** The job that was asked for, and a look-up over its graph. */
export function pickJob(graph: GraphRow, jobId: string): { job: JobRow; findJob: FindJob } {
  const byId = new Map(graph.jobs.map((job) => [job.id, job]))
  const job = byId.get(jobId)
  if (!job) throw new Error(`graph ${graph.compose.id} was read without the job that was asked for`)
  return { job, findJob: (id) => byId.get(id) }
}

function describePlain(build: JobRow, findJob: FindJob, artifactPath: ArtifactPath) {
  const value = plainImageValue(build)
  return {
    status: plainComposeValue(value),
    image_status: describeImage(build, value, findJob, artifactPath),
  }
}

function plainComposeValue(image: ImageStatusValue): ComposeStatusValue {
  return image === 'success' || image === 'failure' ? image : 'pending'
}
