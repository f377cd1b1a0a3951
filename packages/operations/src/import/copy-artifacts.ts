import { createReadStream } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { ArtifactStore } from '@composer/artifact-store'
import { hasCode } from '@composer/process-kit'

/**
 * Copies what a job of the reference uploaded, if anything.
 * @param folder has a folder of that job's id
 * @param token of the attempt; another one does no harm
 * @returns what could not be copied, with the reason
 */
export async function copyArtifacts(
  store: ArtifactStore,
  folder: string,
  job: { id: string; token: string },
): Promise<string[]> {
  const entries = await readdir(join(folder, job.id), { withFileTypes: true }).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return []
    throw error
  })
  const failures: string[] = []
  for (const entry of entries) {
    const fault = entry.isFile()
      ? await store
          .stage(job.token, entry.name, createReadStream(join(folder, job.id, entry.name)))
          .then(() => undefined, reasonOf)
      : 'it is no plain file'
    if (fault !== undefined) failures.push(`file ${JSON.stringify(entry.name)} of job ${job.id}: ${fault}`)
  }
  if (failures.length < entries.length) await store.publish(job.token, job.id)
  return failures
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
