import { randomUUID } from 'node:crypto'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { hasCode } from '@composer/process-kit'
import { assertArtifactName, assertId } from '../artifact-name.js'
import type { ArtifactStore } from '../artifact-store.js'
import { listItems } from './list-items.js'
import { openFile } from './open-file.js'
import { flushFolder, isFolder, namesIn, removeIfEmpty } from './folder.js'
import { writeStream } from './write-stream.js'

/**
 * Artifacts in a folder:
 * - `incoming/<token>.<random>`: uploads in flight,
 * - `staging/<token>/<name>`: complete uploads of a running attempt,
 * - `jobs/<job id>/<name>`: published files.
 *
 * Every step from one to the next is a rename, so a reader sees a file whole or not at all, and a crash leaves only
 * `incoming` and `staging` entries, which maintenance finds by their age. All three must be on one file system.
 */
export function createFileStore(root: string, options: { durable: boolean }): ArtifactStore {
  const incoming = join(root, 'incoming')
  const staging = join(root, 'staging')
  const jobs = join(root, 'jobs')
  const flush = options.durable ? flushFolder : async () => {}

  const dropUploadsInFlight = async (token: string) => {
    const uploads = (await namesIn(incoming)).filter((name) => name.startsWith(`${token}.`))
    await Promise.all(uploads.map((name) => rm(join(incoming, name), { force: true })))
  }

  return {
    async stage(token, name, source, signal) {
      assertId('token', token)
      assertArtifactName(name)
      await mkdir(incoming, { recursive: true })
      const upload = join(incoming, `${token}.${randomUUID()}`)
      try {
        const bytes = await writeStream(upload, source, {
          durable: options.durable,
          ...(signal && { signal }),
        })
        const staged = join(staging, token)
        await mkdir(staged, { recursive: true })
        try {
          await rename(upload, join(staged, name))
        } catch (error) {
          // The upload was removed meanwhile by `publish` or `discard`, because the attempt has ended.
          await removeIfEmpty(staged)
          throw error
        }
        return { bytes }
      } finally {
        await rm(upload, { force: true })
      }
    },

    async publish(token, jobId) {
      assertId('token', token)
      assertId('job id', jobId)
      // The attempt has ended: removing the files of unfinished uploads makes these uploads fail.
      await dropUploadsInFlight(token)
      const staged = join(staging, token)
      if (!(await isFolder(staged))) return
      await flush(staged)
      await mkdir(jobs, { recursive: true })
      await replaceFolder(staged, join(jobs, jobId))
      await flush(jobs)
    },

    async discard(token) {
      assertId('token', token)
      await dropUploadsInFlight(token)
      await rm(join(staging, token), { recursive: true, force: true })
    },

    async remove(jobId) {
      assertId('job id', jobId)
      await rm(join(jobs, jobId), { recursive: true, force: true })
    },

    async open(jobId, name, range) {
      assertId('job id', jobId)
      assertArtifactName(name)
      const folder = join(jobs, jobId)
      return (await isFolder(folder)) ? openFile(join(folder, name), range) : undefined
    },

    list: ({ staleBefore }) => listItems({ incoming, staging, jobs }, staleBefore),

    async check() {
      await Promise.all([incoming, staging, jobs].map((folder) => mkdir(folder, { recursive: true })))
      const probe = join(incoming, `${randomUUID()}.probe`)
      await (await open(probe, 'wx')).close()
      await rm(probe)
    },

    close() {},
  }

  /** Moves `from` to `to`. An existing `to` is first moved to a folder that maintenance also cleans. */
  async function replaceFolder(from: string, to: string): Promise<void> {
    const aside = join(staging, randomUUID())
    try {
      await rename(to, aside)
    } catch (error) {
      if (!hasCode(error, 'ENOENT')) throw error
    }
    await rename(from, to)
    await rm(aside, { recursive: true, force: true })
  }
}
