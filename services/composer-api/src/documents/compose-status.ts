import type { GraphRow, JobRow } from '@composer/jobqueue'
import { subjectOf, upstreamOf } from './compose-roles.js'
import { describeImage, plainImageValue } from './image-status.js'
import { describeKoji } from './koji-status.js'
import type { ComposeStatus, ComposeStatusValue, ImageStatusValue } from './schemas.js'
import type { ArtifactPath } from './upload-status.js'
import { waitingFor } from './waiting-for.js'

/** What documents need in addition to the rows. */
export interface Presentation {
  /** Prefix of every href, without a trailing slash. */
  basePath: string
  artifactPath: ArtifactPath
}

export interface StatusPresentation extends Presentation {
  now: Date
}

/**
 * The status of the compose or koji child build that `jobId` names.
 * @throws errors 26 (the id names something else), 1007, 1012, 1015
 */
export function composeStatus(graph: GraphRow, jobId: string, present: StatusPresentation): ComposeStatus {
  const subject = subjectOf(graph, jobId)
  const reference = { id: jobId, kind: 'ComposeStatus', href: `${present.basePath}/composes/${jobId}` }
  const content =
    subject.kind === 'koji'
      ? describeKoji(graph, subject, present.artifactPath)
      : describePlain(graph, subject.build, present.artifactPath)
  const jobs = subject.kind === 'koji' ? graph.jobs : upstreamOf(graph, subject.build)
  return { ...reference, ...content, ...waitingFor(jobs, present.now) }
}

function describePlain(graph: GraphRow, build: JobRow, artifactPath: ArtifactPath) {
  const value = plainImageValue(build)
  return {
    status: plainComposeValue(value),
    image_status: describeImage(graph, build, value, artifactPath),
  }
}

function plainComposeValue(image: ImageStatusValue): ComposeStatusValue {
  return image === 'success' || image === 'failure' ? image : 'pending'
}
