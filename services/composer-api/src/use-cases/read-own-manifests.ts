import type { JobQueue, JobRow } from '@composer/jobqueue'
import { findMembers } from '@composer/raw-json'

/** The exact texts of the manifests that builds have in their args, by build id. */
export async function readOwnManifests(
  queue: JobQueue,
  builds: readonly JobRow[],
): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  for (const { id } of builds) {
    const args = Buffer.from((await queue.readArgs(id)) ?? '{}')
    const place = findMembers(args, ['manifest']).get('manifest')
    if (place) found.set(id, args.subarray(place.start, place.end).toString())
  }
  return found
}
