import { wireType } from '@composer/contracts'
import type { GraphRow, JobRow } from '@composer/jobqueue'
import { refusal } from '../errors.js'
import { pickJob } from './compose-status.js'
import type { JsonPiece } from './json-piece.js'
import { kojiJobs } from './koji-status.js'

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
  const { job, findJob } = pickJob(graph, jobId)
  const head = JSON.stringify({ href: `${basePath}/composes/${jobId}/logs`, id: jobId, kind: 'ComposeLogs' })
  const open = `${head.slice(0, -1)},"image_builds":[`
  switch (wireType(job.type)) {
    case 'osbuild':
      return [open, result(job, 'osbuild'), ']}']
    case 'koji-finalize': {
      const { init, builds } = kojiJobs(job, findJob)
      const items = builds.flatMap((build, index) => [...(index > 0 ? [','] : []), result(build, 'osbuild')])
      const koji = [result(init, 'koji-init'), ',"import":', result(job, 'koji-finalize')]
      return [open, ...items, '],"koji":{"init":', ...koji, '}}']
    }
    default:
      throw refusal(26)
  }
}

function result(job: JobRow, type: keyof typeof emptyResults): JsonPiece {
  return { jobId: job.id, absent: emptyResults[type] }
}
