import type { GraphRow, JobRow } from '@composer/jobqueue'
import { buildsOf, subjectOf } from './compose-roles.js'
import type { JsonPiece } from './json-piece.js'

/** What stands for a result that does not exist (yet): the type's members with empty values. */
const emptyResults = {
  osbuild: '{"success":false,"upload_status":"","host_os":"","arch":""}',
  'koji-init': '{"build_id":0,"token":"","koji_error":""}',
  'koji-finalize': '{"koji_error":""}',
}

/**
 * The logs of a compose: the stored results themselves, named and not yet read, between pieces of JSON text.
 * @throws errors 26 and 1015
 */
export function composeLogs(graph: GraphRow, jobId: string, basePath: string): JsonPiece[] {
  const subject = subjectOf(graph, jobId)
  const head = JSON.stringify({ href: `${basePath}/composes/${jobId}/logs`, id: jobId, kind: 'ComposeLogs' })
  const builds = buildsOf(subject).flatMap((build, index) => [
    ...(index > 0 ? [','] : []),
    result(build, 'osbuild'),
  ])
  const pieces = [`${head.slice(0, -1)},"image_builds":[`, ...builds, ']']
  if (subject.kind === 'image') return [...pieces, '}']
  const init = result(subject.init, 'koji-init')
  const finalize = result(subject.finalize, 'koji-finalize')
  return [...pieces, ',"koji":{"init":', init, ',"import":', finalize, '}}']
}

function result(job: JobRow, type: keyof typeof emptyResults): JsonPiece {
  return { jobId: job.id, absent: emptyResults[type] }
}
