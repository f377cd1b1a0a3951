import type { ArtifactStore } from '@composer/artifact-store'
import type { Knex } from 'knex'
import { copyArtifacts } from './copy-artifacts.js'
import { mapBatch, type MappedBatch } from './map-batch.js'
import { isOver, type ReferenceJob } from './reference-job.js'
import { readRequest } from './read-request.js'
import type { Finding, Note } from './report.js'
import type { Source } from './source.js'
import { findAttempts, findJobs } from './sql/find-known.js'
import { markImported } from './sql/mark-imported.js'
import { readJobs } from './sql/read-jobs.js'
import { readTexts } from './sql/read-texts.js'
import { storeComposes } from './store-composes.js'

export interface BatchContext {
  db: Knex
  source: Source
  unfinished: 'leave' | 'requeue'
  settledBefore: string
  keepDays: number
  /** Null: none are asked for. */
  requestsFolder: string | null
  files: { store: ArtifactStore; folder: string } | null
  dryRun: boolean
}

export interface BatchResult {
  composes: number
  jobs: number
  /** What was left out. */
  findings: Finding[]
}

/**
 * Brings some roots here with their composes, in one transaction, and then their files.
 * @param roots ids of jobs that are here in no compose yet, oldest first
 */
export async function importBatch(context: BatchContext, roots: readonly string[]): Promise<BatchResult> {
  const { db, source, dryRun, files, keepDays } = context
  const jobs = await readJobs(source.graphs, roots)
  const requests = await readRequests(context, roots)
  const { composes, findings } = await db.transaction(async (trx) => {
    const mapped = await mapRoots(context, trx, roots, jobs)
    if (dryRun) return mapped
    const stored = await storeComposes(trx, source.texts, mapped.composes, {
      requests: requests.found,
      keepDays,
    })
    const notes = [...requests.notes, ...stored]
    const marks = mapped.composes.map((compose) => ({
      id: compose.id,
      notes: [...compose.notes, ...notesOf(compose.id, notes)],
    }))
    await markImported(trx, marks, files === null)
    return mapped
  })
  if (!dryRun)
    await importFiles(
      context,
      composes.map(({ id }) => id),
    )
  return {
    composes: composes.length,
    jobs: composes.reduce((sum, compose) => sum + compose.jobs.length, 0),
    findings,
  }
}

/** Brings the files of composes that are here. */
export async function importFiles(
  { db, files }: Pick<BatchContext, 'db' | 'files'>,
  composeIds: readonly string[],
): Promise<void> {
  if (!files || composeIds.length === 0) return
  const notes: Note[] = []
  for (const { id, composeId, token } of await findAttempts(db, composeIds)) {
    const failures = await copyArtifacts(files.store, files.folder, { id, token })
    notes.push(...failures.map((reason) => ({ id: composeId, reason })))
  }
  const marks = composeIds.map((id) => ({ id, notes: notesOf(id, notes) }))
  await markImported(db, marks, true)
}

const notesOf = (composeId: string, notes: readonly Note[]): string[] =>
  notes.filter(({ id }) => id === composeId).map(({ reason }) => reason)

async function mapRoots(
  { source, unfinished, settledBefore }: BatchContext,
  trx: Knex,
  roots: readonly string[],
  jobs: ReadonlyMap<string, ReferenceJob>,
): Promise<MappedBatch> {
  const all = [...jobs.values()]
  const ids = new Set(all.flatMap(({ id, dependsOn }) => [id, ...dependsOn]))
  const known = await findJobs(trx, [...ids])
  const open = unfinished === 'requeue' ? all.filter((job) => !isOver(job)).map(({ id }) => id) : []
  const texts = await readTexts(source.texts, open, [])
  const args = new Map(
    [...texts].flatMap(([id, text]) => (text.args === null ? [] : [[id, text.args] as const])),
  )
  return mapBatch(roots, jobs, known, { unfinished, settledBefore, args })
}

async function readRequests({ requestsFolder, dryRun }: BatchContext, ids: readonly string[]) {
  const found = new Map<string, string>()
  const notes: Note[] = []
  for (const id of requestsFolder === null || dryRun ? [] : ids) {
    try {
      const request = await readRequest(requestsFolder ?? '', id)
      if (request !== undefined) found.set(id, request)
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      notes.push({ id, reason: `its request cannot be read: ${reason}` })
    }
  }
  return { found, notes }
}
