import type { GraphRow, JobQueue, JobRow } from '@composer/jobqueue'
import { findMembers } from '@composer/raw-json'
import { ApiError } from '@composer/service-kit'
import { readSboms } from '../use-cases/read-sboms.js'

/** The SBOM documents of a build by pipeline, byte for byte; empty when no job reported any. */
export async function sbomsByPipeline(
  queue: JobQueue,
  graph: GraphRow,
  build: JobRow,
): Promise<Map<string, Buffer>> {
  const items = await readSboms(queue, graph, build).catch((error: unknown) => {
    if (error instanceof ApiError && error.number === noSbom) return []
    throw error
  })
  return new Map(
    items.flatMap((item) => {
      const text = Buffer.from(item)
      const members = findMembers(text, ['pipeline_name', 'sbom'])
      const name = members.get('pipeline_name')
      const document = members.get('sbom')
      if (!name || !document) return []
      const pipeline: unknown = JSON.parse(text.subarray(name.start, name.end).toString())
      return [[String(pipeline), text.subarray(document.start, document.end)] as const]
    }),
  )
}

/** The error number of the public API for an SBOM that does not exist. */
const noSbom = 15
