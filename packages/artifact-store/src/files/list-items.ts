import { lstat } from 'node:fs/promises'
import { join } from 'node:path'
import { hasCode } from '@composer/process-kit'
import type { StoredItem } from '../artifact-store.js'
import { namesIn } from './folder.js'

interface Folders {
  incoming: string
  staging: string
  jobs: string
}

/** Lists all published jobs, then all staging areas whose newest change is older than `staleBefore`. */
export async function* listItems(folders: Folders, staleBefore: Date): AsyncGenerator<StoredItem> {
  for (const jobId of await namesIn(folders.jobs)) yield { kind: 'job', jobId }
  for (const [token, paths] of await stagingPaths(folders)) {
    const touchedAt = await newestChange(paths)
    if (touchedAt && touchedAt < staleBefore) yield { kind: 'staging', token, touchedAt }
  }
}

async function stagingPaths({ incoming, staging }: Folders): Promise<Map<string, string[]>> {
  const paths = new Map<string, string[]>()
  const add = (token: string, path: string) => paths.set(token, [...(paths.get(token) ?? []), path])
  for (const upload of await namesIn(incoming)) add(upload.split('.')[0] ?? upload, join(incoming, upload))
  for (const token of await namesIn(staging)) {
    add(token, join(staging, token))
    for (const name of await namesIn(join(staging, token))) add(token, join(staging, token, name))
  }
  return paths
}

/** Time of the newest change of these paths; undefined if all have vanished, because the attempt ended meanwhile. */
async function newestChange(paths: string[]): Promise<Date | undefined> {
  const times = await Promise.all(paths.map(changedAt))
  return times.reduce((newest, time) => (time && (!newest || time > newest) ? time : newest), undefined)
}

async function changedAt(path: string): Promise<Date | undefined> {
  try {
    return (await lstat(path)).mtime
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined
    throw error
  }
}
