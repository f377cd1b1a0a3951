import type { StoredItem } from '../artifact-store.js'
import type { Objects } from './objects.js'

/**
 * Lists all published jobs, then all attempts that are not published and not changed since `staleBefore`. Keeps the
 * published tokens in memory: some 100 bytes per job.
 */
export async function* listItems(
  objects: Objects,
  prefix: string,
  staleBefore: Date,
): AsyncGenerator<StoredItem> {
  const published = new Set<string>()
  let previous = ''
  for await (const { key } of objects.list(`${prefix}jobs/`)) {
    const [jobId = '', token = ''] = key.slice(`${prefix}jobs/`.length).split('/')
    published.add(token)
    if (jobId !== previous) yield { kind: 'job', jobId }
    previous = jobId
  }

  for (const [token, touchedAt] of await attempts(objects, `${prefix}attempts/`, published)) {
    if (touchedAt < staleBefore) yield { kind: 'staging', token, touchedAt }
  }
}

/** Finds attempts that are not published, with the time of their newest change; for an unfinished upload, its start. */
async function attempts(
  objects: Objects,
  prefix: string,
  published: Set<string>,
): Promise<Map<string, Date>> {
  const touched = new Map<string, Date>()
  const note = (key: string, at: Date) => {
    const token = key.slice(prefix.length).split('/')[0] ?? ''
    if (published.has(token)) return
    const known = touched.get(token)
    if (!known || known < at) touched.set(token, at)
  }
  for await (const { key, changedAt } of objects.list(prefix)) note(key, changedAt)
  for await (const { key, startedAt } of objects.listUnfinished(prefix)) note(key, startedAt)
  return touched
}
