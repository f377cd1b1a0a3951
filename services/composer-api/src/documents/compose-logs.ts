import type { GraphRow, JobRow } from '@composer/jobqueue'
import { rawList, rawObject } from '@composer/raw-json'
import { buildsOf, subjectOf } from './compose-roles.js'
import type { JsonPiece, StoredPiece } from './json-piece.js'

/** Stand-ins for results that do not exist (yet), by job type: the members of the type with empty values. */
const emptyResults = {
  osbuild: '{"success":false,"upload_status":"","host_os":"","arch":""}',
  'koji-init': '{"build_id":0,"token":"","koji_error":""}',
  'koji-finalize': '{"koji_error":""}',
}

/**
 * The logs of a compose. They are the stored results themselves: the returned pieces are JSON text and references to
 * results, which are read when the answer is sent.
 * @throws errors 26 and 1015
 */
export function composeLogs(graph: GraphRow, jobId: string, basePath: string): JsonPiece[] {
  const subject = subjectOf(graph, jobId)
  const head = { href: `${basePath}/composes/${jobId}/logs`, id: jobId, kind: 'ComposeLogs' }
  const image_builds = rawList(buildsOf(subject).map((build) => result(build, 'osbuild')))
  if (subject.kind === 'image') return rawObject(head, { image_builds })
  const init = result(subject.init, 'koji-init')
  const finalize = result(subject.finalize, 'koji-finalize')
  return rawObject(head, { image_builds, koji: rawObject({}, { init, import: finalize }) })
}

function result(job: JobRow, type: keyof typeof emptyResults): StoredPiece {
  return { jobId: job.id, absent: emptyResults[type] }
}
